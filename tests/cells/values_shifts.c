// tests/cells/values_shifts.c - shifts of every width
1u << 31   // expect: 2147483648
// ---
-16 >> 2   // expect: -4
// ---
1ll << 40   // expect: 1099511627776
// ---
(unsigned char)0x80 << 1   // expect: 256
