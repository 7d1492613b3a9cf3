// tests/cells/undo_crash.c - the message says what memory is like; %undo takes a crash back
%checkpoint on
int n = 1;
// ---
n = 2; *(int *)0 = 1;
// expect error: Memory is as it was at the fault; %undo brings back what it was before In[2].
// ---
n   // expect: 2
// ---
%undo 2
n
// expect stdout: back before In[2]; undone: In[2], In[3]
// expect: 1
