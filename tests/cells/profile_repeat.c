// tests/cells/profile_repeat.c - %prun -R N runs N times and shows the mean with its spread
int runs = 0;
void work(int n) { runs++; for (volatile int i = 0; i < n; i++) ; }
%prun -R 4 work(10000)
// expect display:         1    <any>In[1]:2(work)
// expect display: Mean of 4 runs: <any>s +- <any>s (standard deviation between runs)
// expect display: +- <any> In[1]:2(work)
// ---
runs
// expect: 4
// ---
%prun -q --repeat 3 work(1)
runs
// expect: 7
// ---
%prun -R 0 work(1)
// expect error: -R takes a number of runs from 1 to 1000, not '0'
// ---
%prun -R many work(1)
// expect error: -R takes a number of runs from 1 to 1000, not 'many'
// ---
void fails(void) { if (++runs == 10) *(volatile int *)0 = 1; }
%prun -R 9 fails()
// expect error: SIGSEGV
// expect display: Mean of 2 runs:
// ---
runs
// expect: 10
