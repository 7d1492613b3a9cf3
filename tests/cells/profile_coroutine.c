// tests/cells/profile_coroutine.c - A coroutine that waits inside of a library function's callback goes on where it was.
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>
ucontext_t outside, inside;
char stack[65536];
int pair[2] = {2, 1};
int wait(const void *a, const void *b) { swapcontext(&inside, &outside); return *(int *)a - *(int *)b; }
void sort(void) { qsort(pair, 2, sizeof *pair, wait); puts("sorted"); }
// ---
%%prun
getcontext(&inside);
inside.uc_stack.ss_sp = stack;
inside.uc_stack.ss_size = sizeof stack;
inside.uc_link = &outside;
makecontext(&inside, sort, 0);
swapcontext(&outside, &inside);
puts("waits");                    // expect stdout: waits
swapcontext(&outside, &inside);   // expect stdout: sorted
puts("done");                     // expect stdout: done
// expect display:  1 <any>{built-in qsort}
// expect display:  3 <any>{built-in puts}
// ---
pair[0]  // expect: 1
