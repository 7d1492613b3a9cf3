// tests/cells/profile_undefined.c - a statement that does not compile is not profiled
%prun nothing_here(1)
// expect error: implicit declaration of function 'nothing_here'
// ---
%prun int x = ;
// expect error line 1: <any>
