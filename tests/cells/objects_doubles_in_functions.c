// tests/cells/objects_doubles_in_functions.c - functions read doubles of earlier cells
double rate = 0.25; float scale = 2.0f; long double fine = 0.5L;
// ---
int is_low(double x) { return x < rate; }
double apply(double x) { static double seen = 0; seen += rate; return x * rate + seen; }
is_low(0.2) + is_low(0.3)   // expect: 1
// ---
apply(4)   // expect: 1.25
// ---
apply(4)   // expect: 1.5
// ---
float both(void) { return scale == 2.0f ? scale * 1.5f : -1; }
both()   // expect: 3.0
// ---
fine + fine == 1.0L   // expect: 1
