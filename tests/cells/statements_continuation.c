// tests/cells/statements_continuation.c - a backslash joins lines
#define SUM(a, b) \
    ((a) + \
     (b))
int x = SUM(1, \
            2);
x   // expect: 3
// ---
"one \
line"   // expect: "one line"
