// tests/cells/directives_builtin_functions.c - gcc's builtin functions
__builtin_popcount(255) * 100 + __builtin_ctz(8) * 10 + __builtin_parity(7)   // expect: 831
// ---
__builtin_clzll(1)   // expect: 63
// ---
__builtin_bswap32(0x12345678) == 0x78563412   // expect: 1
// ---
int sum;
__builtin_add_overflow(2147483647, 1, &sum)   // expect: true
// ---
unsigned char byte;
__builtin_mul_overflow(16, 16, &byte) * 1000 + byte   // expect: 1000
// ---
__builtin_sub_overflow(5, 7, &sum) * 10 + sum   // expect: -2
// ---
__builtin_strlen("four") + __builtin_abs(-3)   // expect: 7
// ---
__builtin_sqrt(16) + __builtin_inf()   // expect: inf
