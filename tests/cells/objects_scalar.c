// tests/cells/objects_scalar.c - objects keep their values from cell to cell
int a = 1, b = 2;
double c = 2.5;
a + b + c   // expect: 5.5
// ---
a += 10;
// ---
a   // expect: 11
