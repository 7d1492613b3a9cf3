// sys/cdefs.h - glibc's takes __attribute__ away from compilers that it does not know.
#include_next <sys/cdefs.h>
#undef __attribute__
