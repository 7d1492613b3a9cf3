// tests/cells/headers_iso646.c - words for operators
#include <iso646.h>
(1 and not 0) + (6 bitand 3) * 10 + (6 xor 3) * 100   // expect: 521
