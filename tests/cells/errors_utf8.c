// tests/cells/errors_utf8.c - the caret counts characters
const char *s = "éé"; int n = wrong;   // expect error line 1: 'wrong' undeclared
