// tests/cells/statements_generic.c - _Generic, _Alignof and _Static_assert
#define KIND(x) _Generic((x), int: "int", double: "double", char *: "string", default: "other")
KIND(1)   // expect: "int"
// ---
KIND(1.5)   // expect: "double"
// ---
_Alignof(double)   // expect: 8
// ---
_Static_assert(sizeof(int) == 4, "int has 4 bytes");
// ---
_Static_assert(sizeof(int) == 5, "five bytes");   // expect error line 1: five bytes
