// tests/cells/values_array_flexible.c - nobody knows how long a flexible array is
struct text { int len; char bytes[]; } t = {3};
t   // expect: {.len = 3, .bytes = {...}}
// ---
struct none { int items[0]; } n;
n   // expect: {.items = {}}
