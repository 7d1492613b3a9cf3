// tests/cells/magic_folder.c - the folder and the environment are those of cells
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
// ---
%mkdir below
// ---
%cd -q below
// ---
FILE *f = fopen("made.txt", "w");
fputs("hello\n", f);
fclose(f);
// ---
%ls
// expect stdout: made.txt
// ---
%cat made.txt
// expect stdout: hello
// ---
%cd -q -
// ---
!ls below
// expect stdout: made.txt
// ---
chdir("below");
// ---
%ls
// expect stdout: made.txt
// ---
%cd /no/such/folder
// expect error: cannot go to '/no/such/folder': No such file or directory
// ---
%env CICLE_TEST=some words
// expect stdout: env: CICLE_TEST=some words
// ---
puts(getenv("CICLE_TEST"));
// expect stdout: some words
// ---
!echo $CICLE_TEST
// expect stdout: some words
// ---
setenv("CICLE_TEST", "changed", 1);
// ---
%env CICLE_TEST
// expect stdout: changed
// ---
%env NO_SUCH_VARIABLE
// expect error: there is no environment variable 'NO_SUCH_VARIABLE'
