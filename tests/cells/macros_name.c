// tests/cells/macros_name.c - an object's name may be pasted together
#define JOIN(a, b) a##b
int JOIN(na, me) = 4, *JOIN(na, me2) = &name;
*name2 + 1   // expect: 5
// ---
int JOIN(f, 1)(int n) { return n + name; }
f1(1)   // expect: 5
// ---
struct JOIN(po, int) { int x; };
struct point p = {6};
p.x   // expect: 6
