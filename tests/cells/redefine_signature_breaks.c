// tests/cells/redefine_signature_breaks.c - a caller that does not compile any more is named, and stays as it was
int add(int a, int b) { return a + b; }
int three(void) { return add(1, 2); }
// ---
int add(int a, int b, int c) { return a + b + c; }
// expect stderr: 'three' does not compile any more
// expect stderr: too few arguments
// ---
int three(void) { return add(1, 1, 1); }
three()   // expect: 3
