// tests/cells/macros_ended.c - what stands before an #undef keeps the macro
#define N 3
struct row { int cells[N]; };
int count(void) { return N; }
// ---
#undef N
sizeof(struct row)   // expect: 12
// ---
#define N 8
sizeof(struct row) + N   // expect: 20
// ---
count()   // expect: 3
// ---
int count2(void) { return N + count(); }
count2()   // expect: 11
