// tests/cells/functions_name.c - __func__, __FUNCTION__ and __PRETTY_FUNCTION__
#include <string.h>
const char *who(void) { return strcmp(__func__, __FUNCTION__) ? "?" : __PRETTY_FUNCTION__; }
who()   // expect: "who"
// ---
int size(void) { return sizeof __func__; }
size()   // expect: 5
