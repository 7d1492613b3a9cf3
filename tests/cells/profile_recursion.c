// tests/cells/profile_recursion.c - Deep and wide recursion.
int depth(int n) { return n > 0 ? 1 + depth(n - 1) : 0; }
int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
int is_even(int n);
int is_odd(int n) { return n && is_even(n - 1); }
int is_even(int n) { return !n || is_odd(n - 1); }
// ---
%prun depth(10000);
// expect display:  10001/1 <any>(depth)
// ---
%prun fib(20);
// expect display:  21891/1 <any>(fib)
// ---
%prun is_even(100);
// expect display:  51/1 <any>(is_even)
// expect display:  50/1 <any>(is_odd)
