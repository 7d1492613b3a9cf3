// tests/cells/headers_stdio.c - stdio: printing, scanning, files
#include <stdio.h>
printf("%5.2f|%-5s|%05d|%x\n", 3.14159, "ab", 42, 255);   // expect stdout:  3.14|ab   |00042|ff
// ---
int a, b;
sscanf("3 4", "%d %d", &a, &b)   // expect: 2
// ---
a * b   // expect: 12
// ---
char buf[32];
snprintf(buf, sizeof buf, "%s!", "hey"); buf   // expect: "hey!"
// ---
fprintf(stderr, "to stderr\n");   // expect stderr: to stderr
// ---
FILE *f = fopen("t.txt", "w+");
fputs("line\n", f); rewind(f); fgets(buf, sizeof buf, f); fclose(f);
buf   // expect: "line\n"
