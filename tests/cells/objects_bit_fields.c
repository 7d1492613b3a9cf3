// tests/cells/objects_bit_fields.c - bit-fields keep to their width
struct flags { unsigned a : 3, b : 5; int sign : 4; } f = {7, 31, -3};
f.a + f.b   // expect: 38
// ---
f.a = 9; f.a   // expect: 1
// ---
f   // expect: {.a = 1, .b = 31, .sign = -3}
