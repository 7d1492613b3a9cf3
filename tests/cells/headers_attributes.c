// tests/cells/headers_attributes.c - attributes live on behind an include
#include <stdio.h>
struct __attribute__((packed)) header { char kind; int size; };
sizeof(struct header)   // expect: 5
// ---
struct behind { char kind; int size; } __attribute__((packed));
sizeof(struct behind)   // expect: 5
// ---
_Noreturn void stop(void);
int checked(int x) { if (x) return x; stop(); }
checked(4)   // expect: 4
