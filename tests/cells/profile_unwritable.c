// tests/cells/profile_unwritable.c - a file that cannot be written
int f(void) { return 1; }
// ---
%prun -q -D /no/such/folder/x.prof f()
// expect error: cannot write '/no/such/folder/x.prof'
// ---
f()   // expect: 1
