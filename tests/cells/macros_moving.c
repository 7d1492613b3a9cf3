// tests/cells/macros_moving.c - statements, objects and functions of a cell see the macro at their place
#define V 1
int a[V] = {V};
int f(void) { return V; }
int sum = V;
#undef V
#define V 2
int b[V] = {V, V};
int g(void) { return V; }
sum += V * 10;
sum + f() * 100 + g() * 1000   // expect: 2121
// ---
sizeof a + sizeof b   // expect: 12
// ---
V   // expect: 2
// ---
int before = V;
#undef V
#define V 3
before * 10 + V   // expect: 23
