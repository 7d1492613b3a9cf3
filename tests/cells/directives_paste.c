// tests/cells/directives_paste.c - a macro may paste the name of an older cell's function
int on_start(void) { return 1; }
int on_stop(void) { return 2; }
// ---
#define CALL(event) on_##event()
CALL(start) + CALL(stop)   // expect: 3
