// tests/cells/values_semicolon.c - only an expression without a semicolon is shown
int x = 3;
x;   // expect no output
// ---
x   // expect: 3
// ---
x++   // expect: 3
// ---
x   // expect: 4
// ---
x = 9   // expect: 9
