// tests/cells/objects_struct_anonymous.c - a nameless struct's object
struct { int x, y; } p = {1, 2}, q = {3, 4};
p.x + q.y   // expect: 5
// ---
p = q; p.x   // expect: 3
// ---
union { float f; unsigned u; } bits = {.f = 1.0f};
bits.u   // expect: 1065353216
