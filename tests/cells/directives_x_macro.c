// tests/cells/directives_x_macro.c - X-macros
#define COLOURS X(red) X(green) X(blue)
#define X(name) name,
enum colour { COLOURS };
#undef X
const char *text(int c)
{
    switch (c) {
#define X(name) case name: return #name;
    COLOURS
#undef X
    }
    return "?";
}
text(green)   // expect: "green"
