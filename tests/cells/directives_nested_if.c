// tests/cells/directives_nested_if.c - #if in #if, around and across items
#define KIND 2
#if KIND == 1
int a = 1;
#elif KIND == 2
#if 0
int a = 2;
#else
int a = 3,
#endif
#else
int a = 4;
#endif
    b = 5;
a * 10 + b   // expect: 35
// ---
#if KIND == 1
int f(int n) {
#else
int f(int n, int m) { n += m;
#endif
    return n;
}
f(1, 2)   // expect: 3
