// tests/cells/macros_moving_again.c - running a cell again in which a macro changes
int late(void);
#define V 1
int a = V;
#define V 5
int b = V;
a * 10 + b   // expect: 15
// ---
int late(void) { return V; }
late()   // expect: 5
// ---
int late(void);
#define V 1
int a = V;
#define V 5
int b = V;
a * 10 + b   // expect: 15
// ---
late()   // expect: 5
