// tests/cells/settings_std.c - %std: the standard that cells and headers see
%std c17
__STDC_VERSION__   // expect: 201710
// ---
%std
// expect stdout: c17
// ---
%std gnu11
__STDC_VERSION__   // expect: 201112
// ---
%cflags -std=c99
__STDC_VERSION__   // expect: 199901
// ---
%std c1
// expect error: the standard 'c1' is not known; those that are: c89, c99, c11, c17, c23
// ---
%std c11
//%cflags: -O2 -Wall
__STDC_VERSION__   // expect: 201112
// ---
_Complex double z = 2;
__STDC_VERSION__ + (long)__real__ z   // expect: 201114
