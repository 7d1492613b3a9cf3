// tests/cells/profile_prun.c - %prun shows how often and how long functions ran
int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
// ---
%prun fib(10)
// expect display: primitive calls) in
// expect display: ncalls  tottime  percall  cumtime  percall filename:lineno(function)
// expect display:     177/1    <any>In[1]:1(fib)
// expect display:         1    <any>In[2]:1(<cell>)
