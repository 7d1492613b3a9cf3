// string.h - glibc's; strerror_r() is POSIX's unless a program asks for GNU's (features.h).
#define strerror_r __cicle_strerror_r
#include_next <string.h>
#undef strerror_r
#ifdef _GNU_SOURCE
extern char *strerror_r(int __errnum, char *__buf, size_t __buflen);
#else
extern int strerror_r(int __errnum, char *__buf, size_t __buflen) __asm__("__xpg_strerror_r");
#endif
