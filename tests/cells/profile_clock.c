// tests/cells/profile_clock.c - what is timed: library calls or not, every call or none
#include <stdio.h>
int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
void hi(void) { printf("hi\n"); }
// ---
%prun hi()
// expect stdout: hi
// expect display:         1    <any>{built-in printf}
// ---
%prun --no-builtins hi()
// expect stdout: hi
// expect display:          3 function calls in
// ---
%prun --clock counts -l fib fib(10)
// expect display:     177/1    0.000    0.000    0.000    0.000 In[1]:2(fib)
// ---
%prun --clock=exact -l fib fib(10)
// expect display:     177/1    <any>In[1]:2(fib)
// ---
%prun --clock sundial fib(10)
// expect error: no clock 'sundial'; there are adaptive, exact and counts
