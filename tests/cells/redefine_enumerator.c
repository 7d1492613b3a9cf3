// tests/cells/redefine_enumerator.c - an enumerator in another enum takes the old enum away
enum colour { RED, GREEN };
int is_green(int c) { return c == GREEN; }
// ---
enum light { OFF, RED, ON };
RED + ON   // expect: 3
// ---
is_green(1)   // expect: 1
// ---
GREEN   // expect error: 'GREEN' undeclared
// ---
int ON = 8;
ON   // expect: 8
