// tests/cells/objects_rerun_zero.c - a declaration without an initialiser resets too
int n;
// ---
n = 7;
// ---
int n;
n   // expect: 0
