// tests/cells/language_assembly.c - assembly at the top level and in functions
asm("nop");
__asm__ volatile("nop" ::: "memory");
int copy(int n) { int m; __asm__("movl %1, %0" : "=r"(m) : "r"(n)); return m; }
int after = copy(5);
after   // expect: 5
