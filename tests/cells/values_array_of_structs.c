// tests/cells/values_array_of_structs.c - many structs show by their ends, one in a line
struct point { int x, y; } p[1000];
p[999].y = 7;
p
// expect: {{.x = 0, .y = 0},
// expect:  {.x = 0, .y = 0},
// expect:  {.x = 0, .y = 0},
// expect:  ...,
// expect:  {.x = 0, .y = 0},
// expect:  {.x = 0, .y = 0},
// expect:  {.x = 0, .y = 7}} (1000 items)
