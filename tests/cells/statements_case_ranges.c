// tests/cells/statements_case_ranges.c - case ranges and statement expressions
int kind(int c)
{
    switch (c) {
    case '0' ... '9': return 1;
    case 'a' ... 'z':
    case 'A' ... 'Z': return 2;
    default: return 0;
    }
}
kind('5') * 100 + kind('Q') * 10 + kind('?')   // expect: 120
// ---
({ int t = 0; for (int i = 1; i <= 4; i++) t += i; t; })   // expect: 10
