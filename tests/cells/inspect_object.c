// tests/cells/inspect_object.c - what an object is and holds
struct spot { char c; struct { short s; union { float f; int i; }; }; unsigned b : 3; };
struct spot here = {.c = 'x', .s = 3, .f = 1.5f, .b = 5};
double grid[2][2] = {{1, 2.5}, {1e20}};
enum color { RED, GREEN = 5, BLUE } tint = BLUE;
char *text = "a\tb";
// ---
here?   // expect page: struct spot here;
// ---
here?   // expect page: {.c = 'x', .s = 3, .f = 1.5, .i = 1069547520, .b = 5}
// ---
grid?   // expect page: {1e+20,   0.0}}
// ---
tint?   // expect page: BLUE
// ---
text?   // expect page: "a\tb"
// ---
text?   // expect page: Size: 8 bytes
