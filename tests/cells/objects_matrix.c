// tests/cells/objects_matrix.c - arrays of arrays and pointers to rows
int m[2][3] = {{1, 2, 3}, {4, 5, 6}};
int (*row)[3] = m + 1;
(*row)[2] * 10 + row[-1][0]   // expect: 61
// ---
sizeof m[0] + (&m[1] - &m[0])   // expect: 13
