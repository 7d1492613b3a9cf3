// tests/cells/output_scanf.c - what sscanf reads
#include <stdio.h>
int a, b;
char word[16];
double d;
sscanf("12 -7 abc 2.5e3", "%d%d%15s%lf", &a, &b, word, &d)   // expect: 4
// ---
a * b + (int)d   // expect: 2416
// ---
sscanf("key=value;", "%[^=]=%3[a-z]", word, word + 8)   // expect: 2
// ---
word + 8   // expect: "val"
// ---
sscanf("x", "%d", &a)   // expect: 0
