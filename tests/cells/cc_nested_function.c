// Nested functions, also by address.
int apply(int (*f)(int), int x) { return f(x); }
int shifted(int by, int x) { int shift(int y) { return y + by; } return apply(shift, x); }
shifted(10, 5)   // expect: 15
