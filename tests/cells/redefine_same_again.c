// tests/cells/redefine_same_again.c - the same definition again changes nothing
struct s { int a; };
struct s one = {5};
int get(void) { return one.a; }
// ---
struct s { int a; };
one.a + get()   // expect: 10
