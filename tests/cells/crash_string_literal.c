// tests/cells/crash_string_literal.c - string literals may not be written
char *s = "constant";
char c = s[0]; c   // expect: 'c'
