// tests/cells/statements_else_lines.c - if and else on lines of their own, with comments between
int i = 4;
if (i == 3)
    i = 10;
// neither
else if (i == 4)
    /* this */
    i = 11;
else
    i = 12;
int j = i;
j   // expect: 11
// ---
do i--; while (i > 0);
i   // expect: 0
