// math.h - without the functions of _Float32 and its kin (sinf32, f32add), which are most of
// glibc's text and time: 59 million instructions to read it, 31 without. A unit that names one is
// gcc's, which reads glibc's own. And glibc's 0.0f / 0.0f is a NaN with its sign set on this CPU:
// it prints as "-nan".
#include <bits/floatn.h>
#undef __HAVE_FLOAT32
#undef __HAVE_FLOAT64
#undef __HAVE_FLOAT32X
#undef __HAVE_FLOAT64X
#define __HAVE_FLOAT32 0
#define __HAVE_FLOAT64 0
#define __HAVE_FLOAT32X 0
#define __HAVE_FLOAT64X 0
#include_next <math.h>
#undef __HAVE_FLOAT32
#undef __HAVE_FLOAT64
#undef __HAVE_FLOAT32X
#undef __HAVE_FLOAT64X
#define __HAVE_FLOAT32 1
#define __HAVE_FLOAT64 1
#define __HAVE_FLOAT32X 1
#define __HAVE_FLOAT64X 1
#undef NAN
#define NAN (*(const float *)"\0\0\300\177")
