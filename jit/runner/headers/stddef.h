// stddef.h - TinyCC's, with the max_align_t of the ABI: gcc's is larger.
#define max_align_t __cicle_max_align_t
#include_next <stddef.h>
#undef max_align_t
#ifndef _CICLE_STDDEF_H
#define _CICLE_STDDEF_H
typedef struct {
	long long __ll __attribute__((__aligned__(8)));
	long double __ld __attribute__((__aligned__(16)));
} max_align_t;
#endif
