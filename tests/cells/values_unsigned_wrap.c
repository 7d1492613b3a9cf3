// tests/cells/values_unsigned_wrap.c - unsigned arithmetic wraps
unsigned u = 0;
u - 1   // expect: 4294967295
// ---
(unsigned char)(250 + 10)   // expect: <any>
// ---
18446744073709551615ull + 2   // expect: 1
// ---
(unsigned short)-1   // expect: 65535
// ---
-1 < 1u   // expect: 0
