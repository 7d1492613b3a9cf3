// tests/cells/functions_static_local_twice.c - static locals of one name and several types
int first(void) { static int buf = 1; return buf++; }
double second(void) { static double buf = 2.5; return buf++; }
const char *third(void) { static char buf[4] = "abc"; buf[0]++; return buf; }
first() + second()   // expect: 3.5
// ---
third(); third()   // expect: "cbc"
// ---
first() + second()   // expect: 5.5
