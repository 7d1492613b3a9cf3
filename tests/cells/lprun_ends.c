// tests/cells/lprun_ends.c - longjmp, exit and a fault inside of line-profiled functions
#include <setjmp.h>
#include <stdlib.h>
jmp_buf env;
void leap(void)
{
    longjmp(env, 1);
}
int jump(void)
{
    if (setjmp(env))
        return 1;
    leap();
    return 0;
}
void out(void)
{
    exit(0);
}
void bad(int *p)
{
    int a = 1;

    *p = a;
    a++;
}
// ---
%lprun -f leap -f jump jump()
// expect display:      6         1<any>    longjmp(env, 1);
// expect display:     11         1<any>        return 1;
// expect display:     12         1<any>    leap();
// expect display:     13                                               return 0;
// ---
%lprun out()
// expect display:     17         1<any>    exit(0);
// ---
%lprun bad(0)
// expect display:     23         1<any>    *p = a;
// expect display:     24                                               a++;
// expect error: segmentation fault in bad(): <any>address 0x0
// ---
jump()   // expect: 1
