// tests/cells/functions_basic.c - functions call each other across cells
int square(int n) { return n * n; }
// ---
int sum_of_squares(int a, int b) { return square(a) + square(b); }
sum_of_squares(3, 4)   // expect: 25
