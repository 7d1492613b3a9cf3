// tests/cells/values_string_utf8.c - UTF-8 shows as it is
const char *word = "Grüße, 世界 🌍";
word   // expect: "Grüße, 世界 🌍"
// ---
"\u00e9\u20ac"   // expect: "é€"
// ---
"\U0001F600"   // expect: "😀"
// ---
#include <string.h>
strlen("é")   // expect: 2
