// tests/cells/main_void.c - main in other forms
#include <stdio.h>
void main() { puts("void main"); }
// expect stdout: void main
// ---
main() { puts("old main"); return 0; }
// expect stdout: old main
