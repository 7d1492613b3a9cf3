// tests/cells/macros_type_call.c - a macro call may be a type's name
#define vec(T) vec_##T
typedef struct { int n; } vec_int;
vec(int) v = {8};
vec(int) make(int n) { return (vec(int)){n}; }
make(v.n + 1).n   // expect: 9
// ---
#define ptr(T) T *
ptr(int) p = &v.n;
*p   // expect: 8
// ---
#define TYPE(name) typedef struct name name; struct name { int x; }
TYPE(node);
node n = {3};
n.x   // expect: 3
