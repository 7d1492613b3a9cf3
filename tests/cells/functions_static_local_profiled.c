// tests/cells/functions_static_local_profiled.c - static locals keep their state across profiling
int next(void) { static int n = 0; return ++n; }
next()   // expect: 1
// ---
%prun -q next()
// ---
next()   // expect: 3
