// tests/cells/functions_static_local.c - static locals keep their state across calls and cells
int next(void) { static int n = 10; return n++; }
next()   // expect: 10
// ---
next() + next()   // expect: 23
// ---
int *where(void) { static int list[3] = {1, 2, 3}; return list; }
where()[1] = 20;
where()[1]   // expect: 20
