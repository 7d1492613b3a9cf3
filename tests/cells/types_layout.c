// tests/cells/types_layout.c - sizes, offsets and alignments
#include <stdalign.h>
#include <stddef.h>
struct s { char c; double d; short s; };
sizeof(struct s) * 100 + offsetof(struct s, s)   // expect: 2416
// ---
struct a { char c; alignas(16) char d; };
sizeof(struct a) * 100 + alignof(struct a)   // expect: 3216
// ---
sizeof(int[3][4]) + sizeof(char (*)[9])   // expect: 56
