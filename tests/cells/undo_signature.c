// tests/cells/undo_signature.c - a caller that a new signature broke works again
%checkpoint on
int area(int w) { return w * w; }
int use(void) { return area(4); }
// ---
int area(int w, int h) { return w * h; }   // expect stderr: 'use' does not compile any more
// ---
%undo
use()
// expect stdout: back before In[2]; undone: In[2]
// expect: 16
// ---
struct area { int w; };
int area(int w) { return w + 1; }
use()   // expect: 5
