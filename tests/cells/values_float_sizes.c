// tests/cells/values_float_sizes.c - C's floating types of a told size
_Float32 a = 0.1f32;
a   // expect: 0.1
// ---
_Float64 b = 0.1f64;
b * 2   // expect: 0.2
// ---
_Float32x c = 2.5;
c   // expect: 2.5
// ---
_Float64x d = 0.1f64x;
d   // expect: 0.1
// ---
__float128 e = 0.1Q;
e   // expect: 0.1
// ---
_Float128 f = 1;
f / 3   // expect: 0.3333333333333333333333333333333333
// ---
-f * 100   // expect: -100.0
// ---
f * __builtin_inff()   // expect: inf
// ---
f * 1e4000Q   // expect: 1e+4000
// ---
struct all { _Float32 s; __float128 q; } all = {1.5f, 2.25};
all   // expect: {.s = 1.5, .q = 2.25}
// ---
_Float128 v[] = {1, 2.5};
v   // expect: {1.0, 2.5}
