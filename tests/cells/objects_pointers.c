// tests/cells/objects_pointers.c - objects may point to each other
int x = 3;
int *p = &x;
int **pp = &p;
**pp = 8;
x   // expect: 8
// ---
int a[4] = {1, 2, 3, 4};
int *end = a + 4, *mid = &a[2];
*mid + (int)(end - mid)   // expect: 5
