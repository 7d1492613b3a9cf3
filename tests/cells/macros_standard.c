// tests/cells/macros_standard.c - the C standard's examples of #, ## and rescanning, at the top level
#define t(x, y, z) x ## y ## z
int j[] = { t(1,2,3), t(,4,5), t(6,,7), t(8,9,), t(10,,), t(,11,), t(,,12), t(,,) };
j   // expect: {123, 45, 67, 89, 10, 11, 12}
// ---
#define xstr(s) str(s)
#define str(s) # s
#define INCFILE(n) vers ## n
#define DEF(name, text) const char *name = text;
DEF(file, xstr(INCFILE(2).h))
file   // expect: "vers2.h"
// ---
#define hash_hash # ## #
#define mkstr(a) # a
#define in_between(a) mkstr(a)
#define join(c, d) in_between(c hash_hash d)
DEF(joined, join(x, y))
joined   // expect: "x ## y"
