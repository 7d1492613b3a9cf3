// tests/cells/functions_struct_result.c - a function's result type may be defined with it
struct pair { int a, b; } make(int n) { return (struct pair){n, n + 1}; }
make(1)   // expect: {.a = 1, .b = 2}
// ---
struct pair p = make(4);
p.b   // expect: 5
