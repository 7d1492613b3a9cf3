// tests/cells/functions_local_extern.c - a function declares an object for itself
int has_environ(void) { extern char **environ; return environ != 0; }
has_environ()   // expect: 1
// ---
int later = 7;
int get(void) { extern int later; return later; }
get()   // expect: 7
