// tests/cells/profile_threads.c - threads are profiled, too
#include <pthread.h>
int work(int n) { return n * 2; }
void *run(void *arg) { for (int i = 0; i < 10; i++) work(i); return arg; }
void both(void) { pthread_t t; pthread_create(&t, 0, run, 0); run(0); pthread_join(t, 0); }
// ---
%prun both()
// expect display:        20    <any>In[1]:2(work)
