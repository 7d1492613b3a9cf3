// tests/cells/values_small_int.c - types smaller than int keep their value and sign
signed char a = -5; unsigned char b = 250; short c = -300; unsigned short d = 60000;
a   // expect: -5
// ---
b   // expect: 250
// ---
c   // expect: -300
// ---
d   // expect: 60000
// ---
_Bool yes = 7;
yes   // expect: true
// ---
_Bool no = 0;
no   // expect: false
