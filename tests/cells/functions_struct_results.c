// tests/cells/functions_struct_results.c - structs of every size by value
struct s1 { char c; };
struct s3 { char c[3]; };
struct s8 { float a, b; };
struct s12 { float a, b, c; };
struct s16 { double a; int b; };
struct s24 { long a, b, c; };
struct s1 f1(void) { return (struct s1){1}; }
struct s3 f3(struct s3 s) { s.c[2] += 1; return s; }
struct s8 f8(int a, struct s8 s) { s.b += a; return s; }
struct s12 f12(struct s12 s, double d) { s.c += d; return s; }
struct s16 f16(struct s16 s) { s.b += s.a; return s; }
struct s24 f24(struct s24 s) { s.c += s.a + s.b; return s; }
f1().c   // expect: '\001'
// ---
f3((struct s3){{1, 2, 3}}).c[2]   // expect: '\004'
// ---
f8(5, (struct s8){1, 2}).b   // expect: 7.0
// ---
f12((struct s12){1, 2, 3}, 4).c   // expect: 7.0
// ---
f16((struct s16){2.5, 4}).b   // expect: 6
// ---
f24((struct s24){1, 2, 3}).c   // expect: 6
