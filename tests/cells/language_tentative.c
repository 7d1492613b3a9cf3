// tests/cells/language_tentative.c - definitions without initialiser, and extern before them
int tentative;
int tentative;
int tentative = 5;
tentative   // expect: 5
// ---
extern int later;
int use(void) { return later; }
int later = 8;
use()   // expect: 8
