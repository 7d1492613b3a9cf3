// tests/cells/macros_attribute.c - macros that are attributes, storage or nothing
#define API __attribute__((noinline)) static
#define CALLBACK
#define PURE __attribute__((pure))
#define BEGIN_DECLS
#define END_DECLS
BEGIN_DECLS
API int CALLBACK one(void) { return 1; }
int two(void) PURE;
int two(void) { return 2; }
END_DECLS
int CALLBACK three PURE = 3;
one() + two() + three   // expect: 6
// ---
one() * 10   // expect: 10
