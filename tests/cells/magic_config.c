// tests/cells/magic_config.c - %config lists and sets
%config timeit.repeat
// expect stdout: 7
// ---
%config timeit.repeat = 2
// ---
%timeit -n 1 0   // expect display: of 2 runs, 1 loop each)
// ---
%config timeit.repeat = 0
// expect error: timeit.repeat takes a whole number from 1 to 10000
// ---
%config nothing = 1
// expect error: there is no setting 'nothing'
// ---
%config
// expect stdout: timeit.precision <any>
// expect stdout: timeit.repeat      = 2 <any>
// expect stdout: whos.width <any>
