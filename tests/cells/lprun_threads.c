// tests/cells/lprun_threads.c - the lines of several threads are added up
#include <pthread.h>
void *run(void *arg)
{
    for (int i = 0; i < 3; i++)
        (*(int *)arg)++;
    return NULL;
}
int both(void)
{
    pthread_t threads[2];
    int counts[2] = {0};

    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, run, &counts[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return counts[0] + counts[1];
}
// ---
%lprun -f run both()
// expect display:      4         8<any>    for (int i = 0; i < 3; i++)
// expect display:      5         6<any>        (*(int *)arg)++;
// expect display:      6         2<any>    return NULL;
