// tests/cells/headers_threads.c - C11's threads
#include <threads.h>
int work(void *arg) { *(int *)arg *= 2; return 7; }
thrd_t thread;
int value = 21, result;
thrd_create(&thread, work, &value);
thrd_join(thread, &result);
value + result   // expect: 49
