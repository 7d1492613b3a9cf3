// tests/cells/output_printf_sizes.c - length modifiers of printf
#include <stdio.h>
#include <stddef.h>
printf("%ld %lld %zu %td %hhu %Lg\n", 1L << 40, 1LL << 50, sizeof(int), (ptrdiff_t)-5, (unsigned char)200, 1e100L);   // expect stdout: 1099511627776 1125899906842624 4 -5 200 1e+100
// ---
printf("%ls %lc\n", L"wide", L'w');   // expect stdout: wide w
