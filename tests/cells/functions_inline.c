// tests/cells/functions_inline.c - inline in all its spellings
static inline int one(void) { return 1; }
__inline__ static int two(void) { return 2; }
extern inline int three(void) { return 3; }
inline int four(void) { return 4; }
one() + two() * 10 + three() * 100 + four() * 1000   // expect: 4321
