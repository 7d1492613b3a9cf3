// tests/cells/magic_timeit.c - %timeit runs a compiled loop, several times
int calls = 0;
void count(void) { calls++; }
// ---
%timeit -n 100 -r 3 count()   // expect display: per loop (mean ± std. dev. of 3 runs, 100 loops each)
// ---
calls   // expect: 300
// ---
%timeit -n 10 -r 4 -q count();
// ---
calls   // expect: 340
// ---
%timeit -n 10 -r 3 count() --vs (void)0   // expect display: The second takes <any> times as long as the first (95 % confidence: <any> to <any>).
// ---
calls   // expect: 370
// ---
%%timeit -n 5 -r 2 int own = 1000;
for (int i = 0; i < 2; i++)
	calls += own;
// expect display: 5 loops each)
// ---
calls   // expect: 20370
// ---
own
// expect error: own
// ---
%timeit
// expect error: there is nothing to time
// ---
%timeit -r 0 count()
// expect error: -r takes a whole number from 1 to 10000, not '0'
// ---
%timeit return
// expect error: the statement left the loop
// ---
%timeit nothing_like_this()
// expect error line 1: nothing_like_this
// ---
%timeit -q -n 20 -r 3 -o result count()
result.loops * result.repeat   // expect: 60
// ---
int is_sound = result.best <= result.average && result.average <= result.worst && result.stdev >= 0;
is_sound && sizeof result.timings == 3 * sizeof(double)   // expect: 1
// ---
%timeit -q -n 20 -r 2 -o result count() --vs calls--
sizeof result / sizeof *result   // expect: 2
// ---
%timeit -o 2nd count()
// expect error: -o takes the name of an object, not '2nd'
