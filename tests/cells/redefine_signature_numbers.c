// tests/cells/redefine_signature_numbers.c - callers follow a function's new type
double half(double x) { return x / 2; }
double use(int x) { return half(x) + 1; }
use(5)   // expect: 3.5
// ---
int half(int x) { return x / 2; }
use(5)   // expect: 3.0
