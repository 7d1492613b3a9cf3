// tests/cells/directives_loop_macro.c - a macro may stand for the head of a loop
#define TIMES(i, n) for (int i = 0; i < (n); i++)
int sum = 0;
TIMES(i, 5)
    sum += i;
sum   // expect: 10
// ---
TIMES(i, 3) { sum += 100; }
sum   // expect: 310
