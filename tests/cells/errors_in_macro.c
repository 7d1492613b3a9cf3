// tests/cells/errors_in_macro.c - an error in a macro's expansion is told where it is used
#define BAD(x) ((x) + nowhere)

int n = BAD(1);   // expect error line 3: 'nowhere' undeclared
