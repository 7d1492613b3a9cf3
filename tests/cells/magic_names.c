// tests/cells/magic_names.c - %who, %whos, %who_ls, %del and %reset
#include <stddef.h>
#define LIMIT 3
struct point { int x, y; };
typedef struct point point_t;
point_t here = {1, 2};
double scale = 0.5;
int add(int a, int b) { return a + b; }
// ---
%who
// expect stdout: LIMIT	add	here	point	point_t	scale
// ---
%who_ls object
// expect stdout: here
// expect stdout: scale
// ---
%who double macro
// expect stdout: LIMIT	scale
// ---
%whos object function
// expect stdout: Name    Type       Bytes   Value
// expect stdout: <any>
// expect stdout: add     function           int add(int a, int b);
// expect stdout: here    point_t        8   {.x = 1, .y = 2}
// expect stdout: scale   double         8   0.5
// ---
%del scale LIMIT
// ---
scale
// expect error: scale
// ---
LIMIT
// expect error: LIMIT
// ---
int scale = 4;
scale   // expect: 4
// ---
%del nobody
// expect error: no cell has defined 'nobody'
// ---
%reset -f
// ---
%who
// expect stdout: No cell has defined a name.
// ---
here
// expect error: here
// ---
#include <stddef.h>
size_t after = sizeof(short);
after   // expect: 2
