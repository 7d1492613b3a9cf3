// tests/cells/crash_thread.c - a crash in a thread ends the cell
#include <pthread.h>
void *crash(void *arg) { *(int *)arg = 1; return 0; }
pthread_t t;
pthread_create(&t, 0, crash, (void *)4); pthread_join(t, 0);   // expect error: SIGSEGV
// ---
4   // expect: 4
