// tests/cells/statements_one_line.c - several items on one line
int a = 1; a++; int b = a; b *= 10; int c(void) { return 5; } a + b + c()   // expect: 27
