// jit/read/shadow.h - static locals whose names mean something else outside of their block.
//
// A hoisted static local is declared in its block as "extern int n __asm__("cicle_s7")". C allows
// no such declaration beside another n of the file, and libtcc takes all of them for one object
// when their types are alike. So where the session knows an n, or another function of the unit has
// one, the block's n is called cicle_s7_n.
#ifndef CICLE_JIT_READ_SHADOW_H
#define CICLE_JIT_READ_SHADOW_H

#include "base/str.h"
#include "jit/read/symbol.h"

// Gives the text (of a function, or of the entry's statements) with such names replaced; lines stay
// as they are. hoisted: the names that the unit's texts have hoisted so far, "" at first; this
// text's are added. Returns NULL when nothing is to be replaced. The caller frees.
char *shadow_rename(struct symbols *symbols, struct str *hoisted, const char *text);

#endif
