// terminal/colour.h - a line of C in a terminal's colours.
#ifndef CICLE_TERMINAL_COLOUR_H
#define CICLE_TERMINAL_COLOUR_H

#include "base/str.h"

// Appends a line with escape sequences (ECMA-48, SGR) around its words, numbers, strings, comments
// and directives. before: the cell's lines above it, which tell whether it begins in a comment.
void colour_line(const char *before, const char *line, struct str *out);

#endif
