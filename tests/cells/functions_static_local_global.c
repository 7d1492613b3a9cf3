// tests/cells/functions_static_local_global.c - a static local with the name of the session's object
int n = 100;
int next(void) { static int n; return n++; }
int get(void) { return n; }
next(); next();
get() * 10 + next()   // expect: 1002
// ---
double ticks = 2.5;
int tick(void) { static int ticks; return ++ticks; }
tick(); tick()   // expect: 2
// ---
ticks   // expect: 2.5
