// tests/cells/values_enum.c - an enumerator shows by name
enum colour { RED, GREEN = 5, BLUE };
enum colour c = GREEN;
c   // expect: GREEN
// ---
c = 3; c   // expect: 3
// ---
typedef enum { NO, YES } answer;
answer a = YES;
a   // expect: YES
// ---
BLUE   // expect: 6
