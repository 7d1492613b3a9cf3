// tests/cells/settings_define.c - %define: macros before everything else
%define N=5
int size(void) { return sizeof (char[N]); }
size()   // expect: 5
// ---
%define N=7
size()   // expect: 7
// ---
%define -u N
N
// expect error: 'N' undeclared
// ---
%define GREETING="hello world"
GREETING   // expect: "hello world"
// ---
%define TWICE(x)=((x) * 2)
TWICE(4)   // expect: 8
// ---
%define ON
ON   // expect: 1
// ---
%define 3X
// expect error: '3X' is no macro: NAME or NAME=VALUE
// ---
%define
// expect stdout: #undef N
// expect stdout: #define GREETING "hello world"
// expect stdout: #define TWICE(x) ((x) * 2)
// expect stdout: #define ON 1
