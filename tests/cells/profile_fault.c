// tests/cells/profile_fault.c - A fault inside of a library function ends the cell; the profile holds what was called.
#include <stdio.h>
#include <stdlib.h>
void show(const char *text) { printf("%s\n", text); }
// ---
%prun show("fine"); show((char *)16);
// expect stdout: fine
// expect error: SIGSEGV
// expect error: printf("%s\n", text); }
// expect display:  2 <any>{built-in printf}
// expect display:  2 <any>(show)
// ---
%prun show("again"); abort();
// expect stdout: again
// expect error: SIGABRT
// expect display:  1 <any>{built-in abort}
// expect display:  1 <any>(show)
