// tests/cells/macros_x_profiled.c - a function under an ended macro is compiled again for a profile
#define LIST X(1) X(2) X(3)
#define X(n) + n
int sum(void) { return 0 LIST; }
#undef X
sum()   // expect: 6
// ---
#define X(n) * n
int product(void) { return 1 LIST; }
sum() * 10 + product()   // expect: 66
// ---
int before = sum();
%prun -q product()
sum() * 10 + product() + before   // expect: 72
