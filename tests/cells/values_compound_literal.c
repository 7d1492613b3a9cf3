// tests/cells/values_compound_literal.c - literals of structs and arrays
struct point { int x, y; };
int sum(struct point p) { return p.x + p.y; }
sum((struct point){.y = 4, .x = 3})   // expect: 7
// ---
((int[]){5, 6, 7})[1]   // expect: 6
// ---
int *kept = (int[3]){1, 2, 3};
kept[2]   // expect: 3
