// tests/cells/headers_string.c - string: copying and searching
#include <string.h>
char s[20];
strcpy(s, "hello"); strcat(s, " you"); s   // expect: "hello you"
// ---
strlen(s)   // expect: 9
// ---
strchr(s, 'y')   // expect: "you"
// ---
strcmp("a", "b") < 0   // expect: 1
// ---
char copy[20]; memmove(copy, s, sizeof s); memset(copy, 'x', 5); copy   // expect: "xxxxx you"
// ---
char *word = strtok(s, " "); word   // expect: "hello"
