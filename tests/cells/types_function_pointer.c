// tests/cells/types_function_pointer.c - typedefs of function pointers
typedef int (*binary)(int, int);
int sub(int a, int b) { return a - b; }
binary f = sub;
f(9, 4)   // expect: 5
// ---
int apply(binary g, int a) { return g(a, 1); }
apply(sub, 3)   // expect: 2
// ---
typedef int row[3];
row r = {1, 2, 3};
r   // expect: {1, 2, 3}
