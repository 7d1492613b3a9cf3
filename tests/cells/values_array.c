// tests/cells/values_array.c - arrays show their items
int a[] = {1, 2, 3};
a   // expect: {1, 2, 3}
// ---
double d[2][2] = {{1, 0}, {0, 1}};
d
// expect: {{1.0, 0.0},
// expect:  {0.0, 1.0}}
// ---
char text[8] = "abc";
text   // expect: "abc"
// ---
const char *names[] = {"x", 0};
names   // expect: {"x", NULL}
