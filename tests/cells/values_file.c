// tests/cells/values_file.c - a FILE shows which one it is
#include <stdio.h>
stdout   // expect: (FILE *) stdout
// ---
FILE *none = NULL;
none   // expect: (FILE *) NULL
// ---
FILE *null = fopen("/dev/null", "r");
null   // expect: (FILE *) 0x<any> (file descriptor <any>)
// ---
struct { FILE *in, *bad; } files = {stdin, (FILE *)8};
files   // expect: {.in = stdin, .bad = 0x8}
