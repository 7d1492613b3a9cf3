// tests/cells/user_profile_basic.c - cells begin and end profiles themselves, as with cProfile
#include <cicle.h>
#include <stdio.h>
int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
struct cicle_profile *p = profile_new();
fib(10);
profile_enable(p);
int r = fib(10);
profile_disable(p);
fib(10);
profile_enable(p);
fib(3);
printf("%d\n", r);
profile_disable(p);
profile_print_stats(p, "calls");
// expect stdout: 55
// expect stdout:<any> function calls<any>
// expect stdout:
// expect stdout:    Ordered by: call count
// expect stdout:
// expect stdout:    ncalls  tottime  percall  cumtime  percall filename:lineno(function)
// expect stdout:     182/2<any>In[1]:3(fib)
// expect stdout:         2<any>In[1]:1(<cell>)
// expect stdout:         2<any>{built-in profile_disable}
// expect stdout:         1<any>session:0(<session>)
// expect stdout:         1<any>{built-in printf}
// expect stdout:
// expect stdout:
// ---
%prun fib(3)
// expect display: In[1]:3(fib)
// ---
#include <unistd.h>
profile_dump_stats(p, "own.prof"), profile_dump_stats(p, "own.folded"), profile_free(p);
access("own.prof", R_OK) == 0 && access("own.folded", R_OK) == 0   // expect: 1
