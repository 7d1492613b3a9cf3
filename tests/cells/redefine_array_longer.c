// tests/cells/redefine_array_longer.c - an array becomes longer
int values[] = {1, 2, 3};
int last(void) { return values[sizeof values / sizeof *values - 1]; }
last()   // expect: 3
// ---
int values[] = {1, 2, 3, 4, 5};
last()   // expect: 5
