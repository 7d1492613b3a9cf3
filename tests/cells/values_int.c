// tests/cells/values_int.c - integers of every width show as decimal numbers
1 + 1   // expect: 2
// ---
short s = -32768; unsigned short us = 65535;
s + us   // expect: 32767
// ---
2147483647   // expect: 2147483647
// ---
-2147483647 - 1   // expect: -2147483648
// ---
4294967295u   // expect: 4294967295
// ---
9223372036854775807L   // expect: 9223372036854775807
// ---
18446744073709551615ULL   // expect: 18446744073709551615
// ---
-1LL   // expect: -1
// ---
0x7fu   // expect: 127
// ---
sizeof(long)   // expect: 8
