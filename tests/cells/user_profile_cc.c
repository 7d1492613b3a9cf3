// tests/cells/user_profile_cc.c - cicle.h for the second compiler, too
#include <cicle.h>
__int128 square(int n) { return (__int128)n * n; }
struct cicle_profile *p = profile_new();
profile_enable(p);
int r = (int)square(5);
profile_disable(p);
profile_print_stats(p, "calls");
// expect stdout:<any> function calls<any>
// expect stdout:
// expect stdout:    Ordered by: call count
// expect stdout:
// expect stdout:    ncalls  tottime  percall  cumtime  percall filename:lineno(function)
// expect stdout:         1<any>session:0(<session>)
// expect stdout:         1<any>In[1]:1(<cell>)
// expect stdout:         1<any>In[1]:2(square)
// expect stdout:         1<any>{built-in profile_disable}
// expect stdout:
// expect stdout:
// ---
r   // expect: 25
