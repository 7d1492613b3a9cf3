// tests/cells/values_conversions.c - numbers that become others
(int)3.99 * 10 + (int)-3.99   // expect: 27
// ---
(float)0.1 == 0.1   // expect: 0
// ---
(long)4000000000u   // expect: 4000000000
// ---
(_Bool)0.5 + (_Bool)256   // expect: 2
// ---
5 / 2 * 2.0   // expect: 4.0
// ---
7 % -3 - -7 % 3   // expect: 2
