// tests/cells/undo_usage.c - what %undo, %checkpoint and %restore refuse, and what they say to do
%undo
// expect error: fewer than 1 cells have changed anything
// ---
%checkpoint off
int first = 1;
// ---
int n = 1;
// ---
%undo
// expect error: there is no checkpoint before In[3]<any>; %checkpoint auto has them taken again
// ---
%checkpoint on
n = 2;
// ---
n = 3;
// ---
%undo 3
// expect error: there is no checkpoint before In[3]; %undo 2 goes back before In[5]
// ---
%undo x
// expect error: 'x' is no number of cells
// ---
%undo 0
// expect error: '0' is no number of cells
// ---
%restore
// expect error: usage: %restore NAME
// ---
%restore nowhere
// expect error: there is no checkpoint 'nowhere'
// ---
%checkpoint drop
// expect error: usage:
// ---
%checkpoint drop nowhere
// expect error: there is no checkpoint 'nowhere'
// ---
%undo 1 2
// expect error: '2' is too much
