// tests/cells/objects_function_pointer.c - objects may hold functions
int add(int a, int b) { return a + b; }
int mul(int a, int b) { return a * b; }
int (*op)(int, int) = add;
op(3, 4)   // expect: 7
// ---
op = mul; op(3, 4)   // expect: 12
// ---
int (*ops[])(int, int) = {add, mul};
ops[0](5, 6) + ops[1](5, 6)   // expect: 41
// ---
int (*choose(int which))(int, int) { return which ? mul : add; }
choose(1)(6, 7)   // expect: 42
