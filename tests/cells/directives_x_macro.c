// tests/cells/directives_x_macro.c - X-macros in a function's body
#define COLOURS X(red) X(green) X(blue)
const char *text(int c)
{
    switch (c) {
#define X(name) if (c-- == 0) return #name;
    default: COLOURS
#undef X
    }
    return "?";
}
text(1)   // expect: "green"
