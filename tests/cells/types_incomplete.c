// tests/cells/types_incomplete.c - a pointer to a struct that is defined later
struct later;
struct later *make(int n);
// ---
struct later { int n; };
struct later one;
struct later *make(int n) { one.n = n; return &one; }
make(5)->n   // expect: 5
