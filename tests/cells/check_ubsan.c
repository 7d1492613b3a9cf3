// tests/cells/check_ubsan.c - %%ubsan tells what C leaves undefined, and goes on
int big = 2147483647;
int add(int a)
{
    return a + big;
}
// ---
%%ubsan
int sh = 40;
int shifted = 1 << sh;
add(1)
// expect: -2147483648
// expect stderr: In[1]:4:14: runtime error: signed integer overflow: 2147483647 + 1 cannot be represented in type 'int' <or> In[1]:4:14: runtime error: signed integer overflow: 1 + 2147483647
// expect stderr: In[2]:3:17: runtime error: shift exponent 40 is too large for 32-bit type 'int'
// ---
add(1)   // expect: -2147483648
// ---
%ubsan add(-1)
// expect: 2147483646
// ---
%%bounds
int arr[5];
int get(int i) { return arr[i]; }
get(7);
// expect stderr: In[5]:3:<any>: runtime error: index 7 out of bounds for type 'int [5]'
// ---
%%ubsan
int f(int a) { return a + unknown; }
// expect error line 2: 'unknown' undeclared
