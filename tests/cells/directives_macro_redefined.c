// tests/cells/directives_macro_redefined.c - a macro's new meaning reaches functions too
#define RATE 2
int scaled(int n) { return n * RATE; }
scaled(3)   // expect: 6
// ---
#define RATE 5
scaled(3)   // expect: 15
