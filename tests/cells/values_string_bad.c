// tests/cells/values_string_bad.c - a char pointer that cannot be read is shown, not followed
char *s = (char *)16;
s   // expect: (char *) 0x10 (not readable)
// ---
1   // expect: 1
