// tests/cells/redefine_typedef.c - a typedef's new meaning
typedef int number;
number square(number n) { return n * n; }
sizeof(number)   // expect: 4
// ---
typedef double number;
square(1.5)   // expect: 2.25
