// tests/cells/profile_files.c - -D and -T write files
int f(void) { return 1; }
// ---
%prun -q -D out.prof -T out.txt f()
// expect stdout: Profile stats marshalled to file 'out.prof'.
// expect stdout: Profile printout saved to text file 'out.txt'.
// ---
#include <unistd.h>
access("out.prof", R_OK) == 0 && access("out.txt", R_OK) == 0   // expect: 1
