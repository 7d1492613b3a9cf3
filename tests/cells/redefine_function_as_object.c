// tests/cells/redefine_function_as_object.c - a name may change what it is
int thing(void) { return 1; }
thing()   // expect: 1
// ---
int thing = 5;
thing   // expect: 5
// ---
#define thing 7
thing   // expect: 7
