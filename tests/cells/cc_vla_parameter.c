// An array parameter whose size is another parameter.
int trace(int n, int m[n][n]) { int sum = 0; for (int i = 0; i < n; i++) sum += m[i][i]; return sum; }
int square[3][3] = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
trace(3, square)   // expect: 15
