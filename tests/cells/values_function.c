// tests/cells/values_function.c - a function's name shows as a pointer to it
int twice(int n) { return 2 * n; }
&twice   // expect: (int (*)(int)) 0x<any>
// ---
twice(4)   // expect: 8
