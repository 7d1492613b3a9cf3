// tests/cells/functions_returning_function.c - a function that returns a function
int add(int a, int b) { return a + b; }
int sub(int a, int b) { return a - b; }
int (*pick(char c))(int, int) { return c == '+' ? add : sub; }
pick('+')(2, 3) * 10 + pick('-')(5, 1)   // expect: 54
