// tests/cells/macros_corrected.c - a macro that is defined anew reaches older functions, what it names too
#define RATE 2
int scaled(int n) { return n * RATE; }
scaled(3)   // expect: 6
// ---
#define BASE 10
#define RATE (BASE + 1)
scaled(3)   // expect: 33
// ---
#define BASE 20
scaled(3)   // expect: 63
