// tests/cells/language_function_types.c - typedefs of functions, and functions declared by them
typedef int unary(int);
unary twice, *chosen;
int twice(int n) { return 2 * n; }
chosen = twice;
chosen(4)   // expect: 8
// ---
typedef unary same;
extern same thrice;
int thrice(int n) { return 3 * n; }
unary *table[] = {twice, thrice};
table[1](2) + table[0](2)   // expect: 10
// ---
int (*pick(int i))(int) { return table[i]; }
pick(0)(5)   // expect: 10
// ---
int (*(*pick_of(void))(int))(int) { return pick; }
pick_of()(1)(5)   // expect: 15
