// tests/cells/errors_arguments.c - a wrong number of arguments
int add(int a, int b) { return a + b; }
// ---

add(1)   // expect error line 2: too few arguments
// ---
add(1, 2, 3)   // expect error line 1: too many arguments
