// tests/cells/redefine_type_with_use_after.c - a type that comes to need a later one
struct a { int n; };
struct b { double d; };
struct c { struct a inner; };
// ---
struct a { struct b inner; };
struct c c; c.inner.inner.d = 2.5;
c.inner.inner.d   // expect: 2.5
