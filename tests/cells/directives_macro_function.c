// tests/cells/directives_macro_function.c - macros with parameters
#define MIN(a, b) ((a) < (b) ? (a) : (b))
MIN(3, 2)   // expect: 2
// ---
#define STR(x) #x
STR(a + b)   // expect: "a + b"
// ---
#define JOIN(a, b) a##b
int name = 4;
JOIN(na, me)   // expect: 4
// ---
#define LOG(fmt, ...) printf(fmt "\n", ##__VA_ARGS__)
#include <stdio.h>
LOG("%d", 5);   // expect stdout: 5
// ---
LOG("none");   // expect stdout: none
