// tests/cells/directives_error.c - #error ends the cell
int a = 1;
#if 1
#error nothing works here
#endif
// expect error line 3: nothing works here
