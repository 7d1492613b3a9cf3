// tests/cells/values_lines.c - a value may stand on several lines
int sum = 0;
sum +   // the first of two
    42   // expect: 42
