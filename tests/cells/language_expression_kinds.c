// tests/cells/language_expression_kinds.c - what a trailing expression may begin with
int x = 5, y = 6; x *y;
x & y   // expect: 4
// ---
*&x   // expect: 5
// ---
"abc"[1]   // expect: 'b'
// ---
(int[]){1, 2}   // expect: {1, 2}
// ---
({ int q = x; q + 1; })   // expect: 6
// ---
_Generic(x, int: "int", default: "other")   // expect: "int"
// ---
sizeof(int[3])   // expect: 12
// ---
(x, y)   // expect: 6
// ---
x > 3 ? y : x   // expect: 6
