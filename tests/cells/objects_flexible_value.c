// tests/cells/objects_flexible_value.c - an object has no room for a flexible array member's value
struct s { int n; char d[]; };
struct s x = {2, "ab"};
// expect error: In[<any>]:2<any>the flexible array member 'd' cannot have a value here
// ---
struct s { int n; char d[]; } y = {.d = {1, 2}, .n = 3};
// expect error: the flexible array member 'd' cannot have a value here
// ---
typedef struct { int n; int v[2]; char *d[]; } t;
t z = {2, {1, 2}};
z.n + z.v[1]   // expect: 4
// ---
static const t w = {2, {1, 2},
	{"a", "b"}};
// expect error: In[<any>]:2<any>the flexible array member 'd' cannot have a value here
// ---
struct u { int n; char d[3]; } u = {2, "ab"};
u.d[1]   // expect: 'b'
// ---
t *p = &z, a[1] = {{1, {2, 3}}};
p->n + a[0].v[1]   // expect: 5
