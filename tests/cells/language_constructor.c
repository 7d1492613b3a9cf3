// tests/cells/language_constructor.c - a constructor runs with its cell, again when the cell does
int cnt = 0;
// ---
static void __attribute__((constructor(101), used)) start(void);
__attribute__((constructor, destructor)) static void start(void) { cnt++; }
// expect stderr: warning: a destructor does not run at the session's end
cnt   // expect: 1
// ---
start();
cnt   // expect: 2
// ---
static void __attribute__((constructor(101), used)) start(void);
__attribute__((constructor, destructor)) static void start(void) { cnt++; }
// expect stderr: warning: a destructor does not run at the session's end
cnt   // expect: 3
