// tests/cells/lprun_files.c - -D and -T write a line profile
int f(void) { return 1; }
// ---
%lprun -D out.lprof -T out.txt f()
// expect display: File: In[1]
// expect stdout: Line profile written to file 'out.lprof'.
// expect stdout: Line profile printout saved to text file 'out.txt'.
// ---
%lprun -D /no/such/folder/out.lprof f()
// expect display: File: In[1]
// expect error: /no/such/folder/out.lprof
// ---
#include <unistd.h>
access("out.lprof", R_OK) == 0 && access("out.txt", R_OK) == 0   // expect: 1
