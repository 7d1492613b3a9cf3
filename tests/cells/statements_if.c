// tests/cells/statements_if.c - if and else at the top, with and without braces
int a = 3, r = 0;
if (a > 2)
    r = 1;
else
    r = 2;
r   // expect: 1
// ---
if (a > 5) { r = 10; } else if (a > 2) { r = 20; } else { r = 30; }
r   // expect: 20
// ---
if (a) if (a > 100) r = 1; else r = 77;
r   // expect: 77
