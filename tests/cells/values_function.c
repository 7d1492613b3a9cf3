// tests/cells/values_function.c - a pointer to a function shows its name
int twice(int n) { return 2 * n; }
&twice   // expect: (int (*)(int)) twice
// ---
twice(4)   // expect: 8
