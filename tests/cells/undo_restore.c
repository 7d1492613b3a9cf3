// tests/cells/undo_restore.c - checkpoints with names stay, and can be gone to in any order
int n = 1;
%checkpoint a
// expect stdout: checkpoint 'a'
// ---
n = 2; double d = 0.5;
// ---
%checkpoint b
// expect stdout: checkpoint 'b'
// ---
n = 3;
%restore a
n
// expect stdout: back at 'a', after In[1]
// expect: 1
// ---
char *d = "text";
// ---
%restore b
n + d
// expect stdout: back at 'b', after In[2]
// expect: 2.5
// ---
%restore a
// expect stdout: back at 'a', after In[1]
// ---
n = 100;
%restore a
n
// expect stdout: back at 'a', after In[1]
// expect: 1
// ---
%checkpoint drop a
%restore a
// expect error: there is no checkpoint 'a'
// ---
%checkpoint list
// expect stdout: checkpoints are taken by themselves: auto<any>b<any>In[2]<any>
