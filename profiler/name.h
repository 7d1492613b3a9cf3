// profiler/name.h - makes any text safe as the name of a function or file in a profile.
#ifndef CICLE_PROFILER_NAME_H
#define CICLE_PROFILER_NAME_H

#include "base/str.h"

// Appends text in a form that every reader of a profile survives (they put names into lines,
// regular expressions and scripts): valid UTF-8 on one line. Control characters, Unicode's line
// separators and bytes that are no UTF-8 become \n, \t, \xNN or \uNNNN; a backslash comes between
// "<" and "/" or "!", which would end or hide a script.
// Safe text is appended as it is, so doing it twice changes nothing more.
void name_safe(struct str *out, const char *text);

#endif
