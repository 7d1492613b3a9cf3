// tests/cells/objects_designated_nested.c - designated initialisers, nested and out of order
struct inner { int a, b[3]; };
struct outer { struct inner in; int y; struct inner many[2]; };
struct outer o = {.many[1].b[2] = 9, .in = {.b = {[1] = 5}}, .y = 3};
o.many[1].b[2] * 100 + o.in.b[1] * 10 + o.y   // expect: 953
// ---
int table[] = {[5] = 1, 2, [2] = 7};
sizeof table / sizeof *table * 100 + table[2] * 10 + table[6]   // expect: 772
// ---
int ranges[8] = {[2 ... 4] = 6};
ranges[1] + ranges[2] + ranges[4]   // expect: 12
