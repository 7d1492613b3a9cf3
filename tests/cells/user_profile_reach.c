// tests/cells/user_profile_reach.c - a function that enables a profile brings its callees probes
#include <cicle.h>
struct cicle_profile *p;
int leaf(int n) { return n; }
void work(void *n) { *(int *)n = leaf(1) + leaf(2); }
int measure(void)
{
    int n = 0;
    p = profile_new();
    profile_runcall(p, work, &n);
    return n;
}
int outer(void) { return measure(); }
// ---
outer()   // expect: 3
// ---
profile_print_stats(p, "calls")
// expect stdout:<any> function calls<any>
// expect stdout:
// expect stdout:    Ordered by: call count
// expect stdout:
// expect stdout:    ncalls  tottime  percall  cumtime  percall filename:lineno(function)
// expect stdout:         2<any>In[1]:3(leaf)
// expect stdout:         1<any>session:0(<session>)
// expect stdout:         1<any>In[2]:1(<cell>)
// expect stdout:         1<any>In[1]:4(work)
// expect stdout:
// expect stdout:
// ---
int (*hidden)(void) = outer;
// ---
hidden()   // expect: 0
// expect stderr: profile_enable: this cell has no probes, as it got here by a pointer only
