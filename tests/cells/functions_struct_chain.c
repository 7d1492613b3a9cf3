// tests/cells/functions_struct_chain.c - calls whose arguments are struct results
struct vec { double x, y; };
struct vec add(struct vec a, struct vec b) { return (struct vec){a.x + b.x, a.y + b.y}; }
struct vec unit(void) { return (struct vec){1, 1}; }
add(add(unit(), unit()), unit()).y   // expect: 3.0
