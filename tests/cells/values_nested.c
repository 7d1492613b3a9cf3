// tests/cells/values_nested.c - structs in arrays in unions in structs
union number { int i; float f; };
struct { struct { int a[2]; union number u; } items[2]; char name[4]; } s = {{{{1, 2}, {.f = 1}}}, "abc"};
s
// expect: {.items = {{.a = {1, 2}, .u = {.i = 1065353216, .f = 1.0}},
// expect:            {.a = {0, 0}, .u = {.i = 0, .f = 0.0}}},
// expect:  .name = "abc"}
