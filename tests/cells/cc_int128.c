// 128-bit integers.
__int128 product = 1;
for (int i = 0; i < 38; i++) product *= 10;
(double)product   // expect: 1e+38
// ---
int digits(void) { int n = 0; for (__int128 rest = product; rest > 0; rest /= 10) n++; return n; }
digits()   // expect: 39
