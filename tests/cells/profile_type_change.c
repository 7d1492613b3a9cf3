// tests/cells/profile_type_change.c - A profiled cell may change what old functions need.
struct s { int a; } v;
int get(void) { { int n = v.a; return n; } }
int one(void) { return 1; }
int take(struct s *p) { return sizeof *p / sizeof(int); }
// ---
%%prun
struct s { int b, c; } v;
int two(void) { return one() + take(&v) - 1; }
two();
// expect stderr: 'get' does not compile any more; it stays as it was:
// expect stderr: field not found: a
// expect display:  1 <any>(take)
// expect display:  1 <any>(two)
// ---
%prun one()
// expect display:  3 function calls
// ---
two()  // expect: 2
// ---
%%lprun -f take
struct s { int c, d, e; } v;
take(&v);
// expect stderr: 'get' does not compile any more; it stays as it was:
// expect stderr: field not found: a
// expect display: Function: take at line 5
// ---
take(&v)  // expect: 3
// ---
%%prun
int wrong(void) { { int n = 1; return n + nothing; } }
// expect error line 2: 'nothing' undeclared
// ---
%prun one()
// expect display:  3 function calls
