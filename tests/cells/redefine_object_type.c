// tests/cells/redefine_object_type.c - functions follow an object's new type
int n = 3;
int half(void) { return n / 2; }
half()   // expect: 1
// ---
double n = 5.0;
half()   // expect: 2
// ---
double half(void) { return n / 2; }
half()   // expect: 2.5
