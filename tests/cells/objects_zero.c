// tests/cells/objects_zero.c - an object without an initialiser is zero
int a; double d; char *s; int list[3];
a   // expect: 0
// ---
d   // expect: 0.0
// ---
s   // expect: NULL
// ---
list   // expect: {0, 0, 0}
