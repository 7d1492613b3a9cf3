// jit/runner/variadic.c - va_arg() in code that libtcc compiled.
#include "jit/runner/variadic.h"

#include <string.h>

// Six general registers of 8 bytes are saved, then eight floating ones of 16.
#define FP_END (6 * 8 + 8 * 16)
#define KIND_FLOATING 1

// TinyCC's own runtime.
void *__va_arg(void *list, int kind, int size_bytes, int align_bytes);

void *variadic_next(struct variadic_list *list, int kind, int size_bytes, int align_bytes)
{
	char *first = list->reg_save_area + list->fp_offset;

	if (kind != KIND_FLOATING || size_bytes <= 8)
		return __va_arg(list, kind, size_bytes, align_bytes);
	if (list->fp_offset + 32 > FP_END) {
		first = list->overflow_arg_area;
		list->overflow_arg_area += 16;
		return first;
	}
	// Only the lower half of each saved register is in use: the struct fits into the first.
	memcpy(first + 8, first + 16, 8);
	list->fp_offset += 32;
	return first;
}
