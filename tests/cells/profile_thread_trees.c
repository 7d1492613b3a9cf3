// tests/cells/profile_thread_trees.c - Each thread has a tree of its own: nothing that it calls stands below who waits for it.
// gcc needs no call for abs(): the functions stay at tier tcc.
%jit off
// ---
#include <pthread.h>
#include <stdlib.h>
int work(int n) { return n > 0 ? work(n - 1) + abs(n) : 0; }
void *run(void *result) { *(int *)result = work(10); return NULL; }
// ---
%%prun
int results[4];
pthread_t threads[4];
for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, run, &results[i]);
for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
// expect display:  4 <any>{built-in pthread_create}
// expect display:  4 <any>{built-in pthread_join}
// expect display:  4 <any>(run)
// expect display:  44/4 <any>(work)
// expect display:  40 <any>{built-in abs}
// ---
results[0] + results[3]  // expect: 110
