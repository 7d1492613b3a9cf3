// tests/cells/redefine_signature.c - callers are compiled again when a signature changes
double scale(int n) { return n * 1.5; }
double twice(int n) { return 2 * scale(n); }
twice(3)   // expect: 9.0
// ---
double scale(double n) { return n * 10; }
twice(3)   // expect: 60.0
