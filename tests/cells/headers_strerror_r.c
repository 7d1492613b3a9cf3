// tests/cells/headers_strerror_r.c - POSIX's strerror_r, and GNU's when it is asked for
#include <string.h>
char text[64];
strerror_r(2, text, sizeof text)   // expect: 0
// ---
text   // expect: "No such file or directory"
// ---
#define _GNU_SOURCE
#include <string.h>
#include <errno.h>
strerror_r(2, text, sizeof text)   // expect: "No such file or directory"
