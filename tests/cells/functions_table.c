// tests/cells/functions_table.c - a table of functions, one of which is defined again
int twice(int x) { return 2 * x; }
int square(int x) { return x * x; }
int (*table[])(int) = {twice, square};
table[1](table[0](3))   // expect: 36
// ---
int square(int x) { return x * x + 1; }
table[1](3)   // expect: 10
