// tests/cells/lprun_named.c - -f chooses the functions, -u the unit, -z leaves out what did not run
int fib(int n)
{
    if (n < 2)
        return n;
    return fib(n - 1) + fib(n - 2);
}
int outer(int n) { return fib(n); }
// ---
%lprun -f fib -f outer -u 1e-6 outer(10)
// expect display: Timer unit: 1e-06 s
// expect display: Function: fib at line 1
// expect display:      3       177<any>    if (n < 2)
// expect display:      4        89<any>        return n;
// expect display:      5        88<any>    return fib(n - 1) + fib(n - 2);
// expect display: Function: outer at line 7
// ---
%lprun -f outer fib(3)
// expect display: Total time: 0 s
// ---
%lprun -f fbi fib(3)
// expect error: no cell defines a function 'fbi'; did you mean 'fib'?
// ---
%lprun -f printf fib(3)
// expect error: no cell defines a function 'printf'
// ---
%lprun -u 0 fib(3)
// expect error: no unit '0': -u takes seconds
// ---
%lprun -f fib
// expect error: there is nothing to profile
// ---
fib(10)   // expect: 55
