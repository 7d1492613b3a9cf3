// tests/cells/undo_objects.c - %undo takes back what a cell did to objects and to the heap
#include <stdlib.h>
%checkpoint on
int n = 1, *heap = malloc(sizeof *heap), list[3] = {1, 2, 3};
*heap = 10;
// ---
n = 2; *heap = 20; list[1] = 9; free(heap); heap = NULL;
int later = 5;
// ---
%undo
// expect stdout: back before In[2]; undone: In[2]
// ---
*heap + n   // expect: 11
// ---
list   // expect: {1, 2, 3}
// ---
later   // expect error: 'later' undeclared
