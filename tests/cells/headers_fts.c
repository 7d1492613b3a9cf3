// tests/cells/headers_fts.c - macros inside a header's types
#include <sys/types.h>
#include <sys/stat.h>
#include <fts.h>
FTS_PHYSICAL   // expect: 16
// ---
#include <netinet/in.h>
IPPROTO_UDP   // expect: 17
