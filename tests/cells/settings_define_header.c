// tests/cells/settings_define_header.c - %define makes headers that are there declare more
#include <string.h>
typedef struct { size_t n; } counter;
counter c = {3};
strcasestr("abc", "B") != 0
// expect: <any>
// expect stderr: implicit declaration of function 'strcasestr'
// expect stderr: hint: 'strcasestr' is declared in <string.h>: add #include <string.h>
// ---
%define _GNU_SOURCE
strcasestr("abc", "B")   // expect: "bc"
// ---
c   // expect: {.n = 3}
// ---
strlen("four")   // expect: 4
