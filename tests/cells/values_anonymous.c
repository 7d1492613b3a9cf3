// tests/cells/values_anonymous.c - types without a name
struct { struct { int q; } a[2]; enum { AA, BB } e; } s = {{{1}, {2}}, BB};
s   // expect: {.a = {{.q = 1}, {.q = 2}}, .e = BB}
// ---
s.a   // expect: {{.q = 1}, {.q = 2}}
// ---
typedef struct { int x; } t;
t make(int x) { return (t){x}; }
make(4)   // expect: {.x = 4}
// ---
(t[]){{1}, {2}}   // expect: {{.x = 1}, {.x = 2}}
