// tests/cells/undo_profiled.c - functions have their probes, and profiles work, after %undo
%checkpoint on
int leaf(int x) { return x + 1; }
int n = 0;
// ---
int leaf(int x) { return x + 2; }
%time n = leaf(n);
// expect stdout: CPU times<any>
// ---
%undo
// expect stdout: back before In[2]; undone: In[2]
// ---
%prun -q n = leaf(n);
// expect no output
// ---
n   // expect: 1
