// tests/cells/headers_fnmatch_glob.c - patterns of file names
#include <fnmatch.h>
#include <glob.h>
fnmatch("*.c", "main.c", 0) == 0 && fnmatch("*.c", "main.h", 0) == FNM_NOMATCH   // expect: 1
// ---
glob_t found;
glob("/et*", 0, 0, &found);
found.gl_pathv[0]   // expect: "/etc"
// ---
globfree(&found);
