// tests/cells/errors_open_string.c - a string that is never closed
// expect error line 2: missing closing quote
char *s = "open;
// ---
// expect error line 2: missing closing quote
char c = 'a;
