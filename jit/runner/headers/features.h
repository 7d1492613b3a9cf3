// features.h - all that glibc has, in every cell: a program that is pasted below others says
// "#define _GNU_SOURCE" too late, for its headers have been read.
#ifdef _GNU_SOURCE
#include_next <features.h>
#else
#define _GNU_SOURCE 1
#include_next <features.h>
#undef _GNU_SOURCE
#endif
