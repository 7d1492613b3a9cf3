// tests/cells/types_enum_arithmetic.c - enumerators are ints, in array sizes and labels too
enum { N = 4 };
int a[N] = {1, 2, 3, 4};
sizeof a   // expect: 16
// ---
int f(int k) { switch (k) { case N: return 1; } return 0; }
f(4)   // expect: 1
