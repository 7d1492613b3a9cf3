// tests/cells/objects_static.c - a static object at the top of a cell is the session's
static int hidden = 4;
static double values[2] = {1, 2};
// ---
hidden + values[1]   // expect: 6.0
