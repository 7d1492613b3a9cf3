// tests/cells/user_profile_cells.c - an enabled profile goes on over the ends of cells, crashes too
#include <cicle.h>
int f(int n) { return n + 1; }
struct cicle_profile *p = profile_new();
profile_enable(p);
// ---
f(1)   // expect: 2
// ---
int g(void) { return f(2) + f(3); }
g();
*(volatile int *)0 = 1;
// expect error: segmentation fault
// ---
int h(int n) { return f(n); }
h(3)   // expect: 4
// ---
profile_disable(p);
profile_print_stats(p, "calls");
// expect stdout:<any> function calls<any>
// expect stdout:
// expect stdout:    Ordered by: call count
// expect stdout:
// expect stdout:    ncalls  tottime  percall  cumtime  percall filename:lineno(function)
// expect stdout:         4<any>In[1]:2(f)
// expect stdout:         1<any>session:0(<session>)
// expect stdout:         1<any>In[1]:1(<cell>)
// expect stdout:         1<any>In[2]:1(<cell>)
// expect stdout:         1<any>In[3]:1(<cell>)
// expect stdout:         1<any>In[3]:1(g)
// expect stdout:         1<any>In[4]:1(<cell>)
// expect stdout:         1<any>In[4]:1(h)
// expect stdout:         1<any>In[5]:1(<cell>)
// expect stdout:         1<any>{built-in profile_disable}
// expect stdout:
// expect stdout:
// ---
f(1)   // expect: 2
// ---
profile_print_stats(p, "calls");
// expect stdout:<any> function calls<any>
// expect stdout:
// expect stdout:    Ordered by: call count
// expect stdout:
// expect stdout:    ncalls  tottime  percall  cumtime  percall filename:lineno(function)
// expect stdout:         4<any>In[1]:2(f)
// expect stdout:         1<any>session:0(<session>)
// expect stdout:         1<any>In[1]:1(<cell>)
// expect stdout:         1<any>In[2]:1(<cell>)
// expect stdout:         1<any>In[3]:1(<cell>)
// expect stdout:         1<any>In[3]:1(g)
// expect stdout:         1<any>In[4]:1(<cell>)
// expect stdout:         1<any>In[4]:1(h)
// expect stdout:         1<any>In[5]:1(<cell>)
// expect stdout:         1<any>{built-in profile_disable}
// expect stdout:
// expect stdout:
