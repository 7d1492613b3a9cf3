// GNU vector types; libtcc would pass over the attribute without a word.
typedef float v4 __attribute__((vector_size(16)));
v4 a = {1, 2, 3, 4}, b = {10, 20, 30, 40};
v4 sum = a + b;
sum[3]   // expect: 44.0
// ---
sizeof(v4)   // expect: 16
// ---
float total(v4 v) { return v[0] + v[1] + v[2] + v[3]; }
total(sum)   // expect: 110.0
