// tests/cells/macros_statement.c - a macro of whole statements needs no semicolon behind it
#define RESET count = 0; steps = 0;
int count = 3, steps = 4;
RESET
int after = 1;
count + steps + after   // expect: 1
// ---
if (after) RESET else count = 9;
after   // expect error: else
// ---
#define BUMP { count++; steps++; }
if (after) BUMP else count = 9;
int later = 5;
count + steps + later   // expect: 7
