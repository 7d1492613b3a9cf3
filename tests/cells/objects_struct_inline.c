// tests/cells/objects_struct_inline.c - a struct defined together with its object
struct config { int depth; const char *name; } config = {3, "deep"};
config   // expect: {.depth = 3, .name = "deep"}
// ---
struct config other = {.depth = config.depth + 1};
other.depth   // expect: 4
