// tests/cells/main_again.c - main can be called and defined again
#include <stdio.h>
int main(void) { puts("first"); return 0; }
// expect stdout: first
// ---
int main(void) { puts("second"); return 0; }
// expect stdout: second
// ---
main()   // expect: 0
// expect stdout: second
