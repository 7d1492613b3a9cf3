// tests/cells/values_string_null.c - a null char pointer shows as NULL
char *s = 0;
s   // expect: NULL
// ---
(const char *)0   // expect: NULL
