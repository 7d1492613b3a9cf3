// tests/cells/values_comma.c - comma and conditional expressions have values
1, 2   // expect: 2
// ---
int a = 5;
a > 3 ? "big" : "small"   // expect: "big"
// ---
(a += 2, a * 2)   // expect: 14
// ---
!a   // expect: 0
// ---
~0   // expect: -1
