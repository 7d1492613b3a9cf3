// tests/cells/headers_mman.c - shared memory between processes
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
if (!fork()) { *shared = 42; _exit(0); }
wait(NULL);
*shared   // expect: 42
// ---
munmap(shared, 4096)   // expect: 0
