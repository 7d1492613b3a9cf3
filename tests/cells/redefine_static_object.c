// tests/cells/redefine_static_object.c - a static object is set anew, functions see it
static int limit = 10;
int over(int x) { return x > limit; }
over(15)   // expect: 1
// ---
static int limit = 20;
over(15)   // expect: 0
