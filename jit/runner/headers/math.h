// math.h - glibc's 0.0f / 0.0f is a NaN with its sign set on this CPU: it prints as "-nan".
#include_next <math.h>
#undef NAN
#define NAN (*(const float *)"\0\0\300\177")
