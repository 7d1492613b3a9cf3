// tests/cells/headers_feature_macros.c - _GNU_SOURCE below cells that included headers
#include <stdio.h>
#include <string.h>
// ---
#define _GNU_SOURCE
#include <sched.h>
cpu_set_t set;
CPU_ZERO(&set);
CPU_SET(3, &set);
CPU_COUNT(&set)   // expect: 1
// ---
char text[32];
int code = 2;
memmem("haystack", 8, "st", 2) != NULL   // expect: 1
