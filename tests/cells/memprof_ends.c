// tests/cells/memprof_ends.c - a crash, exit, threads and the second compiler inside of %memprof
#include <pthread.h>
#include <stdlib.h>
int *give(int n) { return malloc(n); }
void crash(void) { int *p = give(10); p = NULL; *p = 1; }
void *run(void *arg) { for (int i = 0; i < 100; i++) free(malloc(8)); return give(*(int *)arg); }
void threads(void)
{
    pthread_t threads[4];
    int size = 16;
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, run, &size);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}
// ---
%memprof crash()
// expect display: Lost: 1 block of 10 bytes
// expect error: segmentation fault
// ---
%memprof exit(give(3) == 0)
// expect display: Lost: 1 block of 3 bytes
// ---
%memprof threads()
// expect display: 404 allocations of 3,264 bytes
// expect display: Lost: 4 blocks of 64 bytes
// expect display:          4             64 lost, at In[1]:3 along run > give
// ---
__int128 *wide(void) { return malloc(2 * sizeof(__int128)); }
// ---
%memprof wide()
// expect display: 1 allocation of 32 bytes
// expect display: lost, at In[5]:1
// ---
%memprof
// expect error: there is nothing to profile
// ---
%memprof -l none give(1)
// expect error: 'none' is no number of rows
// ---
%memprof -D out.json -T out.txt give(1)
// expect display: Lost: 1 block of 1 byte that nothing in the session leads to.
// expect stdout: Memory profile written to file 'out.json'.
// expect stdout: Memory profile printout saved to text file 'out.txt'.
// ---
%memprof -D /no/such/folder/out.json give(1)
// expect display: Lost: 1 block of 1 byte
// expect error: /no/such/folder/out.json
