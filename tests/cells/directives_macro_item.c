// tests/cells/directives_macro_item.c - a macro may stand for a whole item
#define GETTER(type, name) type get_##name(void) { return name; }
int width = 7;
GETTER(int, width)
// ---
get_width()   // expect: 7
