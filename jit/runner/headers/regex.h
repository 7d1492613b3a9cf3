// regex.h - glibc gives a parameter an array's size that TinyCC cannot read.
#define _REGEX_NELTS(n)
#include_next <regex.h>
