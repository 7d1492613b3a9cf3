// tests/cells/profile_again.c - a statement that is profiled again is compared with its last run
void work(int n) { for (volatile int i = 0; i < n; i++) ; }
int n = 4000000;
%prun work(n)
// expect display: In[1]:1(work)
// ---
n = 1000000;
%prun work(n)
// expect display: the last run<any>: <any> before, <any> now
// ---
n = 4000000;
%prun work(n)
// expect display: the last run<any>: <any> before, <any> now
// ---
%prun -R 3 work(n)
// expect display: Mean of 3 runs
// expect display: the last run<any>: <any> before, <any> now
// ---
%%prun
work(10);
// expect display: In[5]:2(<cell>)
