// tests/cells/undo_failed_cell.c - a cell that does not compile, and one that runs nothing, is no cell to undo
%checkpoint on
int n = 1;
// ---
n = 2;
// ---
n = oops;   // expect error: 'oops' undeclared
// ---
%who
// expect stdout: n
// ---
%undo
n
// expect stdout: back before In[2]; undone: In[2]
// expect: 1
