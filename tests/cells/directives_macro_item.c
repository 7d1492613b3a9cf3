// tests/cells/directives_macro_item.c - a macro may stand for statements
#define SWAP(T, a, b) do { T t = (a); (a) = (b); (b) = t; } while (0)
int x = 1, y = 2;
SWAP(int, x, y);
x * 10 + y   // expect: 21
