// tests/cells/headers_search.c - a hash table of the library's
#include <search.h>
#include <stddef.h>
hcreate(16);
hsearch((ENTRY){"one", (void *)1}, ENTER);
hsearch((ENTRY){"two", (void *)2}, ENTER);
(long)hsearch((ENTRY){"two", NULL}, FIND)->data   // expect: 2
// ---
hsearch((ENTRY){"three", NULL}, FIND) == NULL   // expect: 1
// ---
hdestroy();
