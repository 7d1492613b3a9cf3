// tests/cells/headers_pthread.c - threads print and return
#include <pthread.h>
#include <stdio.h>
pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
int total = 0;
void *work(void *arg)
{
    pthread_mutex_lock(&lock);
    total += *(int *)arg;
    pthread_mutex_unlock(&lock);
    return arg;
}
pthread_t threads[4]; int numbers[4] = {1, 2, 3, 4};
for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, work, &numbers[i]);
void *last;
for (int i = 0; i < 4; i++) pthread_join(threads[i], &last);
printf("%d %d\n", total, *(int *)last);   // expect stdout: 10 4
