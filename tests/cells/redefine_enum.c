// tests/cells/redefine_enum.c - an enumerator's new value
enum { SIZE = 3 };
int size(void) { return SIZE; }
size()   // expect: 3
// ---
enum { SIZE = 5 };
size()   // expect: 5
