// jit/runner/literals.h - string literals that libtcc reads wrong, in a form that it reads right.
#ifndef CICLE_JIT_RUNNER_LITERALS_H
#define CICLE_JIT_RUNNER_LITERALS_H

// Changes u8"text", which libtcc does not know, to "text", and gives the later parts of L"ab" "cd"
// the L that they need: libtcc joins their bytes as they are. Blanks make room for it, so every
// other byte keeps its line and column. Two parts with nothing between them stay as they are.
void literals_mend(char *text);

#endif
