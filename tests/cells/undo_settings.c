// tests/cells/undo_settings.c - %undo takes back what %define, %lib, %cd and %env did
%checkpoint on
#include <math.h>
#include <stdlib.h>
#include <unistd.h>
int one = 1;
// ---
%define WIDTH=80
// ---
%lib m
%env UNDO_TEST=yes
// expect stdout: env: UNDO_TEST=yes
!mkdir inner
// expect no output
%cd -q inner
one = WIDTH;
// ---
%undo 2
// expect stdout: back before In[2]; undone: In[2], In[3]
// ---
getenv("UNDO_TEST") == NULL   // expect: 1
// ---
access("inner", F_OK)   // expect: 0
// ---
WIDTH   // expect error: 'WIDTH' undeclared
// ---
one   // expect: 1
