// tests/cells/directives_stringify.c - # and ## with expansion before
#define TEXT(x) #x
#define EXPANDED(x) TEXT(x)
#define JOIN(a, b) a##b
#define N 3
TEXT(N)   // expect: "N"
// ---
EXPANDED(N + 1)   // expect: "3 + 1"
// ---
int value = 5;
JOIN(val, ue) * 10 + JOIN(1, 3)   // expect: 63
