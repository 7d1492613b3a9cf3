// Atomics and C11 threads, in a session whose other cells libtcc compiles.
#include <stdatomic.h>
#include <threads.h>
atomic_int hits;
int hit(void *times) { for (int i = 0; i < *(int *)times; i++) atomic_fetch_add(&hits, 1); return 0; }
// ---
int times = 1000;
thrd_t workers[4];
for (int i = 0; i < 4; i++) thrd_create(&workers[i], hit, &times);
for (int i = 0; i < 4; i++) thrd_join(workers[i], NULL);
atomic_load(&hits)   // expect: 4000
