// tests/cells/profile_undefined.c - a statement that does not compile is not profiled
%prun nothing_here(1)
// expect error: undefined symbol 'nothing_here'
// ---
%prun int x = ;
// expect error line 1: <any>
