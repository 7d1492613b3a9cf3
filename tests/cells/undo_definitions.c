// tests/cells/undo_definitions.c - %undo takes back functions, types, macros and #undef
%checkpoint on
#define N 3
#define OLD 1
struct point { int x, y; };
enum colour { RED = 4 };
typedef short number;
int twice(int x) { return 2 * x; }
struct point p = {1, 2};
// ---
#define N 30
#undef OLD
#define NEW 7
struct point { double x, y, z; };   // expect stderr: 'p' was dropped
enum colour { RED = 40 };
typedef long number;
int twice(int x) { return x * 20; }
double only(void) { return 1.5; }
// ---
twice(N) + RED   // expect: 640
// ---
sizeof(struct point) + sizeof(number)   // expect: 32
// ---
%undo 3
// expect stdout: back before In[2]; undone: In[2], In[3], In[4]
// ---
twice(N) + RED   // expect: 10
// ---
sizeof(struct point) + sizeof(number)   // expect: 10
// ---
p   // expect: {.x = 1, .y = 2}
// ---
OLD   // expect: 1
// ---
NEW   // expect error: 'NEW' undeclared
// ---
only()   // expect error: only
// ---
double only(void) { return 2.5; }
only()   // expect: 2.5
