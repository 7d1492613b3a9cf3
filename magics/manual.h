// magics/manual.h - the system's manual pages of C functions, as plain text.
//
// Pages are read and set here: running man(1) for one takes longer than a person waits at the
// cursor, and the kernel answers nothing else meanwhile.
#ifndef CICLE_MAGICS_MANUAL_H
#define CICLE_MAGICS_MANUAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

// Appends the page of a function, from section 3 or 2. is_whole: all of it, else what it is called
// with and what it gives. Returns false when there is no page.
bool manual_page(const char *name, size_t len, bool is_whole, struct str *out);

// Appends a page's source (man(7) macros) as plain text of at most 80 columns.
void manual_set(const char *source, bool is_whole, struct str *out);

#endif
