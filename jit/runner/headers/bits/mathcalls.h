// bits/mathcalls.h - one declaration for each function of math.h: not the "__sin" beside sin that
// nobody calls, and by fewer macros. A third of the time that math.h takes.
#undef __MATHCALL
#undef __MATHDECL
#define __MATHCALL(function, suffix, args) extern _Mdouble_ __MATH_PRECNAME(function, suffix) args
#define __MATHDECL(type, function, suffix, args) extern type __MATH_PRECNAME(function, suffix) args
#include_next <bits/mathcalls.h>
