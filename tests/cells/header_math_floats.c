// math.h declares what people call; what only glibc's own text has goes to the second compiler.
#include <math.h>
cos(0) + cosf(0) + cosl(0) + lround(2.5) + (fma(1, 2, 3) == 5) + !!signbit(-1.0) + isinf(INFINITY)   // expect: 9.0
// ---
(double)cosf32(0) + f32addf64(1, 2)   // expect: 4.0
