// tests/cells/objects_compound_literal.c - compound literals live as long as their cell
struct point { int x, y; };
int norm(const struct point *p) { return p->x * p->x + p->y * p->y; }
norm(&(struct point){3, 4})   // expect: 25
// ---
int sum(const int *a, int n) { int s = 0; while (n--) s += *a++; return s; }
sum((int[]){1, 2, 3}, 3)   // expect: 6
