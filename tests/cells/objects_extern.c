// tests/cells/objects_extern.c - an extern declaration finds a session object or a library's
int shared = 5;
// ---
extern int shared;
shared   // expect: 5
// ---
extern char **environ;
environ != 0   // expect: 1
