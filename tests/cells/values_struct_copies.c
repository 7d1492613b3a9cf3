// tests/cells/values_struct_copies.c - structs of all sizes are copied whole, onto themselves and by one
#include <string.h>
#define SIZES(X) X(1) X(7) X(8) X(12) X(16) X(24) X(40) X(56) X(64) X(65) X(72) X(200)
#define DEFINE(n) struct s##n { char c[n]; }; \
struct s##n give##n(struct s##n s) { s.c[n - 1]++; return s; } \
int check##n(void) \
{ \
	union { char all[400]; struct s##n one; struct { char c[8]; struct s##n s; } two; } u; \
	struct s##n a, b; \
	for (int i = 0; i < n; i++) a.c[i] = (char)(i * 3 + 1); \
	b = a; b = *(struct s##n *)&b; b = give##n(b); b.c[n - 1]--; \
	if (memcmp(&a, &b, n)) return n; \
	u.one = a; u.two.s = u.one; \
	if (memcmp(&a, &u.two.s, n)) return -n; \
	u.one = u.two.s; \
	return memcmp(&a, &u.one, n) ? n : 0; \
}
SIZES(DEFINE)
#define SUM(n) + check##n()
0 SIZES(SUM)   // expect: 0
// ---
struct s24 *nowhere;
struct s24 there;
there = *nowhere;
// expect error: SIGSEGV
// ---
*nowhere = give24(there);
// expect error: SIGSEGV
