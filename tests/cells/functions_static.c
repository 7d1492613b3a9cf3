// tests/cells/functions_static.c - static and inline functions are the session's
static int one(void) { return 1; }
static inline int two(void) { return 2; }
inline int three(void) { return 3; }
// ---
one() + two() + three()   // expect: 6
