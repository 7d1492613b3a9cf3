// tests/cells/jit_errors.c - wrong options of %%jit
%%jit --bogus
int x;
// expect error: no option '--bogus'
// ---
%%jit --bogus
int x;
// expect error: usage: %%jit [-O LEVEL] [--native|--no-native] [--fastmath]
// ---
%%jit -O 11
int x;
// expect error: no level '11'; there are 0, 1, 2, 3, s, g and fast
// ---
%%jit --cc no-such-compiler
int x;
// expect error: --cc no-such-compiler: there is no such compiler here
// ---
%%jit --native --no-native
int x;
// expect error: --native and --no-native cannot both be had
// ---
%%jit --flag O3
int x;
// expect error: --flag O3: a flag begins with '-'
// ---
%%jit --flag -fno-such-flag
int f(void) { return 1; }
// expect error: unrecognized command-line option '-fno-such-flag' <or> unknown argument: '-fno-such-flag'
// ---
%%jit f(3)
int x;
// expect error: unexpected 'f(3)'
