// tests/cells/types_struct_copy.c - structs are copied whole
struct inner { char name[8]; int n; };
struct outer { int a; struct inner in; double d[2]; };
struct outer x = {1, {"first", 2}, {3, 4}}, y;
y = x;
y.in.name[0] = 'F';
y.d[1] = 9;
x.in.name   // expect: "first"
// ---
y.in.name   // expect: "First"
// ---
(x = y).d[1]   // expect: 9.0
