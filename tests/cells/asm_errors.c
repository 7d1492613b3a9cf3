// tests/cells/asm_errors.c - what %asm says of names and options that there are not
int twice(int n) { return 2 * n; }
// ---
%asm
// expect error: which function?
// ---
%asm printf
// expect error: no cell defines a function 'printf'
// ---
%asm twicce
// expect error: no cell defines a function 'twicce'; did you mean 'twice'?
// ---
%asm twice(3)
// expect error: 'twice(3)' is no name of a function
// ---
%asm --tier gpu twice
// expect error: no tier 'gpu'; there are tcc and cc
// ---
%asm -O 7 twice
// expect error: no level '7'; there are 0, 1, 2, 3, s, g and fast
// ---
%asm --tier tcc -O 2 twice
// expect error: TinyCC has no levels
// ---
%asm --intel --att twice
// expect error: --intel and --att cannot both be had
// ---
%asm --speed twice
// expect error: --speed
