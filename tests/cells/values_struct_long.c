// tests/cells/values_struct_long.c - a struct that is too long for one line has a line for each field
struct book { const char *title, *author; int year; } b = {"The C Programming Language", "Brian W. Kernighan and Dennis M. Ritchie", 1978};
b
// expect: {.title = "The C Programming Language",
// expect:  .author = "Brian W. Kernighan and Dennis M. Ritchie",
// expect:  .year = 1978}
