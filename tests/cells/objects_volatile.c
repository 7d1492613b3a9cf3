// tests/cells/objects_volatile.c - qualified objects
volatile int tick = 1;
tick++;
tick   // expect: 2
// ---
unsigned long long const mask = 0xff00ff00ff00ff00ULL;
mask >> 56   // expect: 255
// ---
register int fast = 3;
fast   // expect: 3
