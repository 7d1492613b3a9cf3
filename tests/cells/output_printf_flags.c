// tests/cells/output_printf_flags.c - flags, widths and precisions of printf
#include <stdio.h>
printf("[%5d][%-5d][%05d][%+d][% d]\n", 42, 42, 42, 42, 42);   // expect stdout: [   42][42   ][00042][+42][ 42]
// ---
printf("[%x][%#X][%#o][%.3d][%hhd]\n", 255, 255, 8, 5, 300);   // expect stdout: [ff][0XFF][010][005][44]
// ---
printf("[%8.3f][%-8.1e][%g][%a]\n", 3.14159, 31415.9, 1e-7, 1.0);   // expect stdout: [   3.142][3.1e+04 ][1e-07][0x1p+0]
// ---
printf("[%*d][%-*d][%.*f][%.2s]\n", 4, 1, 4, 2, 1, 2.55, "abc");   // expect stdout: [   1][2   ][2.5][ab]
// ---
printf("%2$s %1$d %%\n", 5, "positional");   // expect stdout: positional 5 %
