// tgmath.h - the functions of <math.h> by their arguments' types: integers count as double. Complex
// numbers are not for TinyCC.
#include <math.h>
#define __cicle_real(x) _Generic((x), float : (x), long double : (x), default : (double)0)
#define fabs(x) _Generic((x), float : fabsf, long double : fabsl, default : fabs)(x)
#define sqrt(x) _Generic((x), float : sqrtf, long double : sqrtl, default : sqrt)(x)
#define cbrt(x) _Generic((x), float : cbrtf, long double : cbrtl, default : cbrt)(x)
#define exp(x) _Generic((x), float : expf, long double : expl, default : exp)(x)
#define exp2(x) _Generic((x), float : exp2f, long double : exp2l, default : exp2)(x)
#define expm1(x) _Generic((x), float : expm1f, long double : expm1l, default : expm1)(x)
#define log(x) _Generic((x), float : logf, long double : logl, default : log)(x)
#define log2(x) _Generic((x), float : log2f, long double : log2l, default : log2)(x)
#define log10(x) _Generic((x), float : log10f, long double : log10l, default : log10)(x)
#define log1p(x) _Generic((x), float : log1pf, long double : log1pl, default : log1p)(x)
#define logb(x) _Generic((x), float : logbf, long double : logbl, default : logb)(x)
#define sin(x) _Generic((x), float : sinf, long double : sinl, default : sin)(x)
#define cos(x) _Generic((x), float : cosf, long double : cosl, default : cos)(x)
#define tan(x) _Generic((x), float : tanf, long double : tanl, default : tan)(x)
#define asin(x) _Generic((x), float : asinf, long double : asinl, default : asin)(x)
#define acos(x) _Generic((x), float : acosf, long double : acosl, default : acos)(x)
#define atan(x) _Generic((x), float : atanf, long double : atanl, default : atan)(x)
#define sinh(x) _Generic((x), float : sinhf, long double : sinhl, default : sinh)(x)
#define cosh(x) _Generic((x), float : coshf, long double : coshl, default : cosh)(x)
#define tanh(x) _Generic((x), float : tanhf, long double : tanhl, default : tanh)(x)
#define asinh(x) _Generic((x), float : asinhf, long double : asinhl, default : asinh)(x)
#define acosh(x) _Generic((x), float : acoshf, long double : acoshl, default : acosh)(x)
#define atanh(x) _Generic((x), float : atanhf, long double : atanhl, default : atanh)(x)
#define erf(x) _Generic((x), float : erff, long double : erfl, default : erf)(x)
#define erfc(x) _Generic((x), float : erfcf, long double : erfcl, default : erfc)(x)
#define tgamma(x) _Generic((x), float : tgammaf, long double : tgammal, default : tgamma)(x)
#define lgamma(x) _Generic((x), float : lgammaf, long double : lgammal, default : lgamma)(x)
#define ceil(x) _Generic((x), float : ceilf, long double : ceill, default : ceil)(x)
#define floor(x) _Generic((x), float : floorf, long double : floorl, default : floor)(x)
#define trunc(x) _Generic((x), float : truncf, long double : truncl, default : trunc)(x)
#define round(x) _Generic((x), float : roundf, long double : roundl, default : round)(x)
#define rint(x) _Generic((x), float : rintf, long double : rintl, default : rint)(x)
#define nearbyint(x) \
	_Generic((x), float : nearbyintf, long double : nearbyintl, default : nearbyint)(x)
#define lround(x) _Generic((x), float : lroundf, long double : lroundl, default : lround)(x)
#define llround(x) _Generic((x), float : llroundf, long double : llroundl, default : llround)(x)
#define lrint(x) _Generic((x), float : lrintf, long double : lrintl, default : lrint)(x)
#define llrint(x) _Generic((x), float : llrintf, long double : llrintl, default : llrint)(x)
#define ilogb(x) _Generic((x), float : ilogbf, long double : ilogbl, default : ilogb)(x)
#define frexp(x, n) _Generic((x), float : frexpf, long double : frexpl, default : frexp)(x, n)
#define ldexp(x, n) _Generic((x), float : ldexpf, long double : ldexpl, default : ldexp)(x, n)
#define scalbn(x, n) _Generic((x), float : scalbnf, long double : scalbnl, default : scalbn)(x, n)
#define scalbln(x, n) \
	_Generic((x), float : scalblnf, long double : scalblnl, default : scalbln)(x, n)
#define nexttoward(x, y) \
	_Generic((x), float : nexttowardf, long double : nexttowardl, default : nexttoward)(x, y)
#define pow(x, y)                                         \
	_Generic(__cicle_real(x) + __cicle_real(y), float \
		 : powf, long double                      \
		 : powl, default                          \
		 : pow)(x, y)
#define fmod(x, y)                                        \
	_Generic(__cicle_real(x) + __cicle_real(y), float \
		 : fmodf, long double                     \
		 : fmodl, default                         \
		 : fmod)(x, y)
#define remainder(x, y)                                   \
	_Generic(__cicle_real(x) + __cicle_real(y), float \
		 : remainderf, long double                \
		 : remainderl, default                    \
		 : remainder)(x, y)
#define atan2(x, y)                                       \
	_Generic(__cicle_real(x) + __cicle_real(y), float \
		 : atan2f, long double                    \
		 : atan2l, default                        \
		 : atan2)(x, y)
#define hypot(x, y)                                       \
	_Generic(__cicle_real(x) + __cicle_real(y), float \
		 : hypotf, long double                    \
		 : hypotl, default                        \
		 : hypot)(x, y)
#define copysign(x, y)                                    \
	_Generic(__cicle_real(x) + __cicle_real(y), float \
		 : copysignf, long double                 \
		 : copysignl, default                     \
		 : copysign)(x, y)
#define nextafter(x, y)                                   \
	_Generic(__cicle_real(x) + __cicle_real(y), float \
		 : nextafterf, long double                \
		 : nextafterl, default                    \
		 : nextafter)(x, y)
#define fmin(x, y)                                        \
	_Generic(__cicle_real(x) + __cicle_real(y), float \
		 : fminf, long double                     \
		 : fminl, default                         \
		 : fmin)(x, y)
#define fmax(x, y)                                        \
	_Generic(__cicle_real(x) + __cicle_real(y), float \
		 : fmaxf, long double                     \
		 : fmaxl, default                         \
		 : fmax)(x, y)
#define fdim(x, y)                                        \
	_Generic(__cicle_real(x) + __cicle_real(y), float \
		 : fdimf, long double                     \
		 : fdiml, default                         \
		 : fdim)(x, y)
#define remquo(x, y, q)                                   \
	_Generic(__cicle_real(x) + __cicle_real(y), float \
		 : remquof, long double                   \
		 : remquol, default                       \
		 : remquo)(x, y, q)
#define fma(x, y, z)                                                        \
	_Generic(__cicle_real(x) + __cicle_real(y) + __cicle_real(z), float \
		 : fmaf, long double                                        \
		 : fmal, default                                            \
		 : fma)(x, y, z)
