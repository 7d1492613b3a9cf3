// tests/cells/values_bit_fields.c - bit-fields anywhere in a struct
struct { unsigned a : 3; int b : 4; struct { unsigned long c : 40; const int d : 1; }; int e; } s = {5, -3, {1ul << 39, -1}, 6};
s   // expect: {.a = 5, .b = -3, .c = 549755813888, .d = -1, .e = 6}
// ---
s.b   // expect: -3
// ---
struct { int : 5; int last : 3; } t = {-2};
t   // expect: {.last = -2}
