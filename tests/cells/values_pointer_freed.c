// tests/cells/values_pointer_freed.c - memory that was given back
#include <stdlib.h>
#include <sys/mman.h>
int *p = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
p[1023] = 5;
munmap(p, 4096), p   // expect: (int *) 0x<any> (not readable)
