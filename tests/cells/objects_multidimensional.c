// tests/cells/objects_multidimensional.c - arrays of arrays
double identity[3][3];
for (int i = 0; i < 3; i++)
    identity[i][i] = 1;
identity[1][1] + identity[0][1]   // expect: 1.0
// ---
int cube[2][3][4];
sizeof cube   // expect: 96
// ---
cube[1][2][3] = 5; cube[1][2][3]   // expect: 5
// ---
int (*row)[4] = cube[1];
row[2][3]   // expect: 5
