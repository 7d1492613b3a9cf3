// tests/cells/macros_x_enum.c - X-macros make an enum, strings and a function; #undef ends each
#define COLOURS X(RED) X(GREEN) X(BLUE)
#define X(n) n,
enum colour { COLOURS };
#undef X
#define X(n) #n,
const char *names[] = { COLOURS };
#undef X
#define X(n) case n: return 10 * n;
int weight(enum colour c) { switch (c) { COLOURS } return -1; }
#undef X
GREEN   // expect: 1
// ---
enum colour c = BLUE;
c   // expect: BLUE
// ---
names[c]   // expect: "BLUE"
// ---
weight(c)   // expect: 20
// ---
enum colour { COLOUR_NONE = -1, RED, GREEN, BLUE };
// expect stderr: 'c' was dropped
// ---
weight(BLUE)   // expect: 20
