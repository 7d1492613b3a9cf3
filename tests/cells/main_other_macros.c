// tests/cells/main_other_macros.c - a program's macros are not what the next one means by its own names
#include <stdio.h>
#define N 10
#define next(i) ((i) + 1)
#define left 3
int main(void) { printf("%d\n", next(N) + left); return 0; }
// expect stdout: 14
// ---
#include <stdio.h>
struct pair { int left, right; struct pair *next; };
static int sum(int N, const struct pair *p) { return N + p->left + p->right + (p->next != NULL); }
int main(void) { struct pair p = {1, 2, NULL}; printf("%d\n", sum(3, &p)); return 0; }
// expect stdout: 6
// ---
#include <stdio.h>
#define N 10
#define next(i) ((i) + 1)
#define left 3
int main(void) { printf("%d\n", next(N) + left); return 0; }
// expect stdout: 14
