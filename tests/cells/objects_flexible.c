// tests/cells/objects_flexible.c - a flexible array member
#include <stdlib.h>
#include <string.h>
struct text { size_t len; char bytes[]; };
struct text *make(const char *from)
{
    struct text *t = malloc(sizeof *t + strlen(from) + 1);
    t->len = strlen(from);
    strcpy(t->bytes, from);
    return t;
}
struct text *t = make("flexible");
(char *)t->bytes   // expect: "flexible"
// ---
t->len * 10 + sizeof *t   // expect: 88
// ---
free(t);
