// tests/cells/magic_files.c - %%writefile, %run, %save and %load
%%writefile program.c
#include <stdio.h>
int from_file(void) { return 7; }
int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		printf("<%s>", argv[i]);
	puts("");
	return 0;
}
// expect stdout: Writing program.c
// ---
%run program.c one "two three"
// expect stdout: <one><two three>
// ---
from_file()   // expect: 7
// ---
%%file -a program.c
int appended = 1;
// expect stdout: Appending to program.c
// ---
!grep appended program.c
// expect stdout: int appended = 1;
// ---
%save kept 3
// expect stdout: The following commands were written to file `kept.c`:
// expect stdout: from_file()   <any>
// ---
%save kept 3
// expect error: 'kept.c' is there
// ---
%save -f kept 99
// expect error: the history has no such cells
// ---
%load nothing.c
// expect error: nothing.c
// ---
%run nothing.c
// expect error: nothing.c
// ---
%%writefile
int a;
// expect error: a file is missing
