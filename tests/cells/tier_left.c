// tests/cells/tier_left.c - functions that stay at tier tcc, and why
struct mixed { double a; int b; };
double first(struct mixed m) { return m.a + m.b; }
%jit on
// ---
int stamped(void) { struct own { int n; }; static struct own o = {1}; return o.n++; }
stamped()   // expect: 1
// ---
%jit wait
%tier
// expect stdout: function  cell<any>tier
// expect stdout: first<any>tcc   passes a struct by value that TinyCC passes in another way than gcc
// expect stdout: stamped<any>tcc   has static locals that cannot be shared
// expect stdout: Tier cc is <any>
// ---
stamped() + first((struct mixed){2.5, 4})   // expect: 8.5
