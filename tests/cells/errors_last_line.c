// tests/cells/errors_last_line.c - an error on the last line
int x = 1;

x + unknown   // expect error line 3: 'unknown' undeclared
