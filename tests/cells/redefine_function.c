// tests/cells/redefine_function.c - a function's new definition reaches its callers at once
int rate(void) { return 1; }
int twice(void) { return 2 * rate(); }
int (*kept)(void) = rate;
twice() + kept()   // expect: 3
// ---
int rate(void) { return 10; }
// ---
twice() + kept()   // expect: 30
