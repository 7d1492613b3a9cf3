// tests/cells/language_initialisers.c - ranges, nested designators, flexible and empty arrays
int a[8] = {[1 ... 3] = 7, [6] = 1};
a   // expect: {0, 7, 7, 7, 0, 0, 1, 0}
// ---
struct line { struct { int x, y; } from, to[2]; } l = {.from.y = 1, .to[1].x = 2, .to = {[0].y = 3}};
l.to[0].y * 10 + l.from.y   // expect: 31
// ---
struct message { int len; int zero[0]; char text[]; } m = {.len = 3};
sizeof(struct message) + m.len   // expect: 7
// ---
char parts[] = "one "   // a comment between
    "two";
sizeof parts   // expect: 8
