// tests/cells/macros_no_call.c - the name of a macro with parameters alone is no call
#define square(x) ((x) * (x))
int apply(int (square)(int)) { return square(3) + 1; }
apply(0)   // expect: 10
// ---
int twice(int n) { return 2 * n; }
int (*square_of)(int) = twice;
square_of(4)   // expect: 8
