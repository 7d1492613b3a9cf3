// tests/cells/output_snprintf.c - measured, cut and built texts
#include <stdio.h>
char small[8];
snprintf(small, sizeof small, "%d", 123456789)   // expect: 9
// ---
small   // expect: "1234567"
// ---
snprintf(NULL, 0, "%s-%s", "ab", "cd")   // expect: 5
