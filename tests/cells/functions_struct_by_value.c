// tests/cells/functions_struct_by_value.c - structs go in and out by value
struct small { char c; }; struct big { double v[8]; int n; };
struct small inc(struct small s) { s.c++; return s; }
struct big fill(struct big b, int n) { for (int i = 0; i < 8; i++) b.v[i] = n; b.n = n; return b; }
inc((struct small){'a'}).c   // expect: 'b'
// ---
struct big b = {{0}, 0};
fill(b, 3).v[7] + fill(b, 4).n + b.n   // expect: 7.0
