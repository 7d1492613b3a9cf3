// tests/cells/profile_library.c - Library functions are rows, with their calls, below the functions that call them.
#include <stdio.h>
#include <stdlib.h>
#include <math.h>
int text_len(int n) { char text[20]; return snprintf(text, sizeof text, "%d", n); }
// ---
%prun for (int i = 0; i < 1000; i++) text_len(i);
// expect display: 2002 function calls in
// expect display:  1000 <any>{built-in snprintf}
// expect display:  1000 <any>(text_len)
// ---
%%prun
// Whatever the signature: variadic, floating point, structs as values, results in two registers.
printf("%d %s %g %Lg\n", 1, "two", 3.5, sqrtl(4.0L));  // expect stdout: 1 two 3.5 2
ldiv_t parts = ldiv(47, 10);
printf("%ld %ld\n", parts.quot, parts.rem);            // expect stdout: 4 7
int number; double ratio;
sscanf("12 0.25", "%d %lf", &number, &ratio);
printf("%d %g %g\n", number, ratio, pow(ratio, 2));    // expect stdout: 12 0.25 0.0625
printf("%g %g %g %g %g %g %g %g %g %d %d %d %d %d %d %d\n",
       1., 2., 3., 4., 5., 6., 7., 8., 9., 1, 2, 3, 4, 5, 6, 7);
// expect stdout: 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7
// expect display:  4 <any>{built-in printf}
// expect display:  1 <any>{built-in sscanf}
// expect display:  1 <any>{built-in ldiv}
// expect display:  1 <any>{built-in sqrtl}
// expect display:  1 <any>{built-in pow}
// ---
text_len(12345)  // expect: 5
