// tests/cells/values_string_long.c - a long string is cut
char big[10000];
for (int i = 0; i < 9999; i++) big[i] = 'x';
// ---
(char *)big   // expect: "xxxxxxxx<any>xxx"...
