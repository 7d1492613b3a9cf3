// tests/cells/values_pointer.c - a pointer shows its type and address
int x;
&x   // expect: (int *) 0x<any>
// ---
(void *)0   // expect: (void *) NULL
// ---
double *d = 0;
d   // expect: (double *) NULL
// ---
char **pp = 0;
pp   // expect: (char **) NULL
