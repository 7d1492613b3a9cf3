// tests/cells/values_typedef.c - a value of a typedef's type is shown by what the type is
typedef unsigned long size;
size n = 5;
n   // expect: 5
// ---
#include <stdint.h>
(uint8_t)300   // expect: 44
// ---
int64_t big = INT64_MIN;
big   // expect: -9223372036854775808
// ---
typedef const char *text;
text t = "typed";
t   // expect: "typed"
