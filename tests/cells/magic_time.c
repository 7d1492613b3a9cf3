// tests/cells/magic_time.c - %time tells the times and shows the value
int twice(int n) { return 2 * n; }
// ---
%time twice(21)   // expect: 42
// expect stdout: CPU times: user <any>, sys: <any>, total: <any>
// expect stdout: Wall time: <any>
// expect stdout: Compiler : <any>
// ---
%%time
int n = 3;
n = twice(n);
// expect stdout: CPU times: <any>
// expect stdout: Wall time: <any>
// expect stdout: Compiler : <any>
// ---
n   // expect: 6
// ---
%time
// expect error: there is nothing to time
// ---
%time twice(
// expect error: CompileError
