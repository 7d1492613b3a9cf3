// tests/cells/directives_macro_in_cell.c - a macro may change in mid-cell
#define V 1
int a = V;
#undef V
#define V 2
int b = V;
a * 10 + b   // expect: 12
