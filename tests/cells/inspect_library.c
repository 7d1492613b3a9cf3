// tests/cells/inspect_library.c - a library function's declaration, header comment and manual page
#include <stdio.h>
// ---
puts?   // expect page: Write a string, followed by a newline, to stdout.
// ---
puts?   // expect page: Defined in /usr/include/stdio.h
// ---
puts?   // expect page: RETURN VALUE
// ---
qsort?   // expect page: sort an array
