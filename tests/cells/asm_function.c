// tests/cells/asm_function.c - %asm shows machine code under its lines, with the session's names
double total = 1;
double dot(const double *a, const double *b, int n)
{
    double s = 0;
    for (int i = 0; i < n; i++)
        s += a[i] * b[i];
    total += s;
    return s;
}
%jit on
// ---
%asm --tier tcc dot
// expect display: dot  libtcc  <any> bytes, <any> instructions
// expect display: In[1]:5 |     for (int i = 0; i < n; i++)
// expect display:   L1:
// expect display: In[1]:7 |     total += s;
// expect display: <any>  addsd <any>
// expect display: In[1]:8 |     return s;
// expect display: <any>  ret
// ---
#include <stdio.h>
int show(int x) { printf("value %d\n", x); return dot(&total, &total, x) > 2; }
// ---
%asm --tier cc --att show
// expect display: show  gcc -O3 -march=native  <any> bytes, <any> instructions
// expect display: In[3]:2 | int show(int x) { printf("value %d\n", x); return dot(&total, &total, x) > 2; }
// expect display: <any>  lea<any>  # "value %d\n"
// expect display: <any>  call<any>  printf
// expect display: In[1]:6 |         s += a[i] * b[i];
// expect display: <any>  ret<any>
// ---
%asm -O 1 dot
// expect display: dot  gcc -O1 -march=native  <any>
// expect display: <any>mulsd<any>
// ---
dot(&total, &total, 1)   // expect: 1.0
