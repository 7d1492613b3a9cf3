// Redefinition across the two compilers.
double scale(double x) { return 2 * x; }
double use(double x) { return scale(x) + 1; }
use(3)   // expect: 7.0
// ---
double scale(double x) { __int128 three = 3; return (double)three * x; }
use(3)   // expect: 10.0
// ---
double scale(double x) { return 4 * x; }
use(3)   // expect: 13.0
// ---
// A type that gcc's function depends on.
struct pair { int a, b; };
long long wide(struct pair p) { __int128 w = p.a; return (long long)(w * p.b); }
wide((struct pair){6, 7})   // expect: 42
// ---
struct pair { int pad, a, b; };
wide((struct pair){0, 6, 8})   // expect: 48
