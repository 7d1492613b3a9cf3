// tests/cells/objects_type_change.c - an object may come back with another type
int x = 1;
// ---
double x = 2.5;
x   // expect: 2.5
// ---
char x[] = "now text";
x   // expect: "now text"
// ---
int get(void) { return x[0]; }
get()   // expect: 110
