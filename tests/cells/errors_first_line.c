// tests/cells/errors_first_line.c - an error on the first line
int x = unknown;   // expect error line 1: 'unknown' undeclared
int y = 2;
y
