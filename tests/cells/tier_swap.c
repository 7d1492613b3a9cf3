// tests/cells/tier_swap.c - optimised code takes over, and nothing can tell but the clock
int counter(void) { static int n; return ++n; }
int twice(int n) { return 2 * n; }
int sum(int n) { int s = 0; for (int i = 0; i < n; i++) s += twice(i); return s; }
int (*const early)(int) = sum;
%jit on
counter()   // expect: 1
// ---
%jit wait
%tier
// expect stdout: function  cell<any>tier
// expect stdout: counter<any>cc<any>
// expect stdout: twice<any>cc<any>
// expect stdout: sum<any>cc<any>
// expect stdout: Tier cc is <any>
// ---
counter() + (early == sum)   // expect: 3
// ---
sum(1000)   // expect: 999000
// ---
// what was inlined is redefined: nobody runs the old text
int twice(int n) { return 3 * n; }
sum(1000)   // expect: 1498500
// ---
%jit wait
%tier sum
// expect stdout: function  cell<any>tier
// expect stdout: sum<any>cc<any>
// expect stdout: Tier cc is <any>
// ---
sum(1000)   // expect: 1498500
// ---
%jit off
%tier sum
// expect stdout: function  cell<any>tier
// expect stdout: sum<any>tcc<any>optimising is off
// expect stdout: Nothing is optimised: %jit on
// ---
sum(1000) + counter()   // expect: 1498503
