// tests/cells/functions_static_local_kinds.c - static locals of every kind
#include <stdio.h>
const char *name(int i) { static const char *const names[] = {"zero", "one"}; return names[i]; }
name(1)   // expect: "one"
// ---
int both(void) { static int a = 1, b = 2; a += b; return a; }
both() + both()   // expect: 8
// ---
int of_struct(void) { static struct { int n; } s = {5}; return s.n++; }
of_struct() + of_struct()   // expect: 11
// ---
int local_type(void) { struct pair { int a, b; }; static struct pair p = {1, 2}; return p.a++ + p.b; }
local_type() + local_type()   // expect: 7
// ---
int two_blocks(int which) { if (which) { static int n = 100; return n++; } else { static int n = 1; return n++; } }
two_blocks(1) + two_blocks(0) + two_blocks(1) + two_blocks(0)   // expect: 204
