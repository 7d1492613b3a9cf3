// tests/cells/functions_static_local_pointer.c - a static local that points to another
char text[] = "global";
char *next_char(void) { static char text[] = "local"; static char *at = text; return at++; }
next_char(); next_char()   // expect: "ocal"
