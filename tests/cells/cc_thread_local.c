// A thread-local object: each thread starts with what its initialiser says.
#include <pthread.h>
_Thread_local int mine = 7;
void *add(void *result) { mine += 3; *(int *)result = mine; return NULL; }
int results[2];
pthread_t threads[2];
mine = 100;
for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, add, &results[i]);
for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
results   // expect: {10, 10}
// ---
mine   // expect: 100
// ---
// In a function.
int next(void) { static _Thread_local int number = 40; return ++number; }
next() * 0 + next()   // expect: 42
// ---
next()   // expect: 43
