// tests/cells/profile_callback.c - A callback stands below the library function that calls it, however it ends.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
int values[] = {3, 1, 2};
int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
// ---
%prun qsort(values, 3, sizeof *values, compare);
// expect display:  1 <any>{built-in qsort}
// expect display:  3 <any>(compare)
// ---
values[0] * 100 + values[1] * 10 + values[2]  // expect: 123
// ---
jmp_buf out;
int leave(const void *a, const void *b) { longjmp(out, 1); return a != b; }
int is_left(void) { if (setjmp(out) == 0) { qsort(values, 3, sizeof *values, leave); return 0; } return 1; }
// ---
%prun int cnt = 0; for (int i = 0; i < 100; i++) { cnt += is_left(); abs(i); } printf("%d\n", cnt);
// expect stdout: 100
// expect display:  100 <any>{built-in qsort}
// expect display:  100 <any>(leave)
// expect display:  100 <any>(is_left)
// expect display:  100 <any>{built-in abs}
// ---
int stop(const void *a, const void *b) { exit(3); return a != b; }
// ---
%prun qsort(values, 3, sizeof *values, stop);
// expect stderr: the program ended with status 3
// expect display:  1 <any>{built-in qsort}
// expect display:  1 <any>(stop)
