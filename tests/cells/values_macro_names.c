// tests/cells/values_macro_names.c - macros may have the names that the value's own table uses
#define kind 5
#define fields 6
#define cnt 7
#define cicle 8
kind + fields + cnt + cicle   // expect: 26
