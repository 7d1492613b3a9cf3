// tests/cells/headers_errno.c - errno is the session's
#include <errno.h>
#include <stdio.h>
#include <string.h>
errno = 0;
FILE *f = fopen("/no/such/file", "r");
errno == ENOENT   // expect: 1
// ---
strerror(ENOENT)   // expect: "No such file or directory"
