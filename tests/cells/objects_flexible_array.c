// tests/cells/objects_flexible_array.c - a struct that ends in an array of any length
#include <stdlib.h>
struct text { int len; char bytes[]; };
struct text *t = malloc(sizeof *t + 8);
t->len = 3; t->bytes[0] = 'o'; t->bytes[1] = 'k'; t->bytes[2] = 0;
(char *)t->bytes   // expect: "ok"
// ---
sizeof(struct text)   // expect: 4
// ---
free(t);
