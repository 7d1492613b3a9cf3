// tests/cells/statements_goto.c - goto and labels at the top of a cell
int n = 0;
again:
n++;
if (n < 5) goto again;
n   // expect: 5
// ---
goto end;
n = 100;
end:
n   // expect: 5
