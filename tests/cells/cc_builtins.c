// GNU builtins that libtcc lacks.
int sum;
__builtin_add_overflow(2147483647, 1, &sum)   // expect: true
// ---
__builtin_popcount(255)   // expect: 8
// ---
int top_bit(unsigned n) { return 31 - __builtin_clz(n); }
top_bit(1024)   // expect: 10
