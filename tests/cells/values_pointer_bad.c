// tests/cells/values_pointer_bad.c - a pointer that leads nowhere does no harm
int *p = (int *)16;
p   // expect: (int *) 0x10 (not readable)
// ---
struct pair { int a; char *s; } *q = (struct pair *)-8;
q   // expect: (struct pair *) 0xfffffffffffffff8 (not readable)
// ---
struct pair r = {1, (char *)8};
r   // expect: {.a = 1, .s = (char *) 0x8 (not readable)}
// ---
int (*rows)[100000] = (void *)&r;
rows
// expect: (int (*)[100000]) 0x<any> ->
// expect: {1, 0, 8, <any>} (100000 items)
// ---
r.a   // expect: 1
