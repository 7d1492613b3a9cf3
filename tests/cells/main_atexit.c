// tests/cells/main_atexit.c - what atexit registers runs when the cell exits
#include <stdlib.h>
#include <stdio.h>
void bye(void) { puts("bye"); }
int main(void) { atexit(bye); puts("hi"); return 0; }
// expect stdout: hi
// expect stdout: bye
