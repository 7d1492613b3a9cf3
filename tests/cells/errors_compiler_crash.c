// tests/cells/errors_compiler_crash.c - a text that crashes the compiler is an error of the cell
struct s { int a; } s;
void f(void) { ++s; }   // expect error line 2: <any>
// ---
int g(void) { return 3; }
g()   // expect: 3
