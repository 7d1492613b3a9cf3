// tests/cells/objects_large.c - large arrays and large initialisers
int big[1000000];
big[999999] = 7;
big[999999] + big[0]   // expect: 7
// ---
static char zeroes[4 << 20] = {1, 2, 3};
zeroes[2] + zeroes[4194303]   // expect: 3
// ---
double grid[512][512] = {{1.5}};
grid[0][0] + grid[511][511]   // expect: 1.5
