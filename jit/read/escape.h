// jit/read/escape.h - universal character names in strings, which libtcc does not know.
#ifndef CICLE_JIT_READ_ESCAPE_H
#define CICLE_JIT_READ_ESCAPE_H

// Writes every \uXXXX and \UXXXXXXXX in the text's plain string literals as UTF-8, in place: the
// text only gets shorter, and no line moves. libtcc would keep a name's lowest byte.
void escape_expand(char *text);

#endif
