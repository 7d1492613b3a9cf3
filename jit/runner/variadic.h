// jit/runner/variadic.h - va_arg() in code that libtcc compiled.
#ifndef CICLE_JIT_RUNNER_VARIADIC_H
#define CICLE_JIT_RUNNER_VARIADIC_H

// What <stdarg.h> holds in a va_list, as the x86-64 ABI says.
struct variadic_list {
	unsigned gp_offset, fp_offset; // of the next in reg_save_area
	char *overflow_arg_area;
	char *reg_save_area;
};

// Gives the address of the next argument and goes on to the one behind it. kind is libtcc's: 0
// general registers, 1 floating ones, 2 the stack. Unlike libtcc1's own __va_arg(), it can hand out
// a struct of two floating registers, such as { double x, y; }.
void *variadic_next(struct variadic_list *list, int kind, int size_bytes, int align_bytes);

#endif
