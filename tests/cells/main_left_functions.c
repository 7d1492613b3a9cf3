// tests/cells/main_left_functions.c - what another program's functions need may change silently
#include <stdio.h>
struct item { int key; };
struct item pool[3];
int first_key(void) { return pool[0].key; }
int main(void) { pool[0].key = 4; printf("%d\n", first_key()); return 0; }
// expect stdout: 4
// ---
#include <stdio.h>
struct item { char name[8]; };
int main(void) { struct item i = {"two"}; puts(i.name); return 0; }
// expect stdout: two
// ---
#include <stdio.h>
%prun -q main()
// expect stdout: two
// ---
struct item { int key; };
struct item pool[3] = {{7}};
int first_key(void) { return pool[0].key; }
first_key()   // expect: 7
