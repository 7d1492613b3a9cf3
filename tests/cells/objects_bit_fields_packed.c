// tests/cells/objects_bit_fields_packed.c - bit-fields are packed and cut
struct flags { unsigned a : 3, b : 5; int c : 4; unsigned long d : 40; };
struct flags f = {7, 31, -8, 1ul << 39};
sizeof f   // expect: 8
// ---
f.a++;
f.c--;
f.a * 100 + f.c   // expect: 7
// ---
(f.a = 13)   // expect: 5
// ---
f.b >> 1   // expect: 15
