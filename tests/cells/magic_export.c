// tests/cells/magic_export.c - %export makes one program that gcc compiles
#include <stdio.h>
#define COUNT 3
struct old { int gone; };
// ---
struct point { int x, y; };
static int total = 0;
int table[] = {1, 2, 3};
double half = 1.0 / 2;
int add(int n) { static int calls; calls++; return total += n; }
// ---
int start = add(1);
printf("start %d\n", start);
// expect stdout: start 1
// ---
int add(int n) { return total += 10 * n; }
struct line { struct point a, b; };
struct line line = {{1, 2}, {start, 4}};
// ---
struct point { int x, y, z; };
// expect stderr: 'line' was dropped
// ---
struct line line = {{1, 2, 3}, {start, 4, 5}};
enum { LAST = COUNT + 1 } kind = LAST;
for (int i = 0; i < COUNT; i++)
	add(table[i]);
printf("%d %d %d %g\n", total, line.b.z, kind, half);
// expect stdout: 61 5 4 0.5
// ---
%del add
// ---
int add(int n) { return total += 10 * n; }
int main(void) { printf("main %d\n", add(0)); return 0; }
// expect stdout: main 61
// ---
total   // expect: 61
// ---
%export out
// expect stdout: Writing out.c
// ---
!gcc -w -o out out.c && ./out
// expect stdout: start 10
// expect stdout: 70 5 4 0.5
// expect stdout: main 70
