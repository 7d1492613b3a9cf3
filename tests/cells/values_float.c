// tests/cells/values_float.c - floats show the shortest text that reads back as the same value
1.5f   // expect: 1.5
// ---
float f = 0.1f;
f   // expect: 0.1
// ---
f = 16777216.0f; f   // expect: 16777216.0
// ---
1.0f / 3   // expect: 0.33333334
