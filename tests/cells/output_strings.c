// tests/cells/output_strings.c - the functions of string.h
#include <string.h>
char text[32] = "hello";
strcat(text, ", world");
strrchr(text, 'o')   // expect: "orld"
// ---
strspn("aabbc", "ab") * 10 + strcspn("hello", "l")   // expect: 42
// ---
memmove(text + 2, text, 5);
text   // expect: "hehelloworld"
// ---
char list[] = "a,b;c";
char *parts[3];
int cnt = 0;
for (char *part = strtok(list, ",;"); part; part = strtok(NULL, ",;"))
    parts[cnt++] = part;
parts[2]   // expect: "c"
