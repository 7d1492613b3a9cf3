// tests/cells/values_union_pun.c - the bits of a float
union { float f; unsigned u; } pun = {1.0f};
pun.u == 0x3f800000   // expect: 1
// ---
pun.u |= 0x80000000;
pun.f   // expect: -1.0
