// tests/cells/directives_generic.c - selection by type
#define NAME(x) _Generic((x), int: "int", double: "double", char *: "text", default: "other")
NAME(1)   // expect: "int"
// ---
NAME(1.5)   // expect: "double"
// ---
NAME("x")   // expect: "text"
// ---
NAME(1L)   // expect: "other"
