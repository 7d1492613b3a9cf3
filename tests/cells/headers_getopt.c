// tests/cells/headers_getopt.c - command lines
#include <unistd.h>
char *argv[] = {"tool", "-v", "-n", "5", "file", NULL};
int seen = 0, c;
optind = 1;
while ((c = getopt(5, argv, "vn:")) != -1)
    seen = seen * 10 + (c == 'v' ? 1 : optarg[0] - '0');
seen   // expect: 15
// ---
argv[optind]   // expect: "file"
