// tests/cells/undo_reset.c - %reset and %del can be undone
%checkpoint on
int n = 5;
int get(void) { return n; }
// ---
n = 6;
%reset -f
// ---
%undo
get()
// expect stdout: back before In[2]; undone: In[2]
// expect: 5
// ---
%del get
// ---
%undo
get()
// expect stdout: back before In[4]; undone: In[4]
// expect: 5
