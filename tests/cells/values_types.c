// tests/cells/values_types.c - integer promotions are those of C
char c = 100;
c + c   // expect: 200
// ---
(char)(c + c)   // expect: '\310'
// ---
1 ? 2.0f : 3   // expect: 2.0
// ---
1 ? 2 : 3.0   // expect: 2.0
// ---
sizeof(char) == 1   // expect: 1
// ---
1u - 2   // expect: 4294967295
// ---
10 / 3   // expect: 3
// ---
-7 % 3   // expect: -1
