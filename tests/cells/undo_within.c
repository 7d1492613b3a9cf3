// tests/cells/undo_within.c - a checkpoint within a cell is not what was at the cell's end
%checkpoint off
int n = 1;
%checkpoint half
// expect stdout: checkpoint 'half'
n = 2;
// ---
n = 3;
// ---
%undo
// expect error: there is no checkpoint before In[2]
// ---
#include <stdlib.h>
%checkpoint on
n = 4;
// ---
system("kill -9 $PPID");
// expect error: memory is as it was before In[5]
// ---
n   // expect: 4
// ---
%restore half
n
// expect stdout: back at 'half', within In[1]
// expect: 1
