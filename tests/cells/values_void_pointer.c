// tests/cells/values_void_pointer.c - nothing is known of what a void * leads to
int x = 1;
(void *)&x   // expect: (void *) 0x<any>
// ---
struct opaque *o = (struct opaque *)&x;
o   // expect: (struct opaque *) 0x<any>
