// tests/cells/types_nested.c - structs and unions without names inside of structs
struct variant { int kind; union { int i; double d; struct { char a, b; }; }; };
struct variant v = {.kind = 1, .d = 2.5};
v.d   // expect: 2.5
// ---
v.a = 'x'; v.a   // expect: 'x'
