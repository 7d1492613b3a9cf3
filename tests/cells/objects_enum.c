// tests/cells/objects_enum.c - an enum together with its object
enum state { IDLE, BUSY, DONE } state = BUSY;
state   // expect: BUSY
// ---
state = DONE; state == DONE   // expect: 1
// ---
enum { SMALL = 1, LARGE = 100 };
LARGE - SMALL   // expect: 99
