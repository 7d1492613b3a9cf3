// tests/cells/values_struct_returned.c - a struct that a function returns can be shown
typedef struct { int re, im; } gauss;
gauss product(gauss a, gauss b) { return (gauss){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }
product((gauss){1, 2}, (gauss){3, 4})   // expect: {.re = -5, .im = 10}
// ---
(gauss){7, 8}   // expect: {.re = 7, .im = 8}
