// tests/cells/functions_array_parameter.c - array and pointer parameters
double mean(const double v[], int n) { double s = 0; for (int i = 0; i < n; i++) s += v[i]; return s / n; }
double v[] = {1, 2, 6};
mean(v, 3)   // expect: 3.0
// ---
int trace(int m[][2]) { return m[0][0] + m[1][1]; }
int m[2][2] = {{1, 2}, {3, 4}};
trace(m)   // expect: 5
