// profiler/runtime/jump.c - longjmp for session code: the calls that it leaves are closed.
//
// Fortified, longjmp refuses to go down the stack, as programs do that switch stacks by it.
// That is up to the session's code.
#undef _FORTIFY_SOURCE
#include "profiler/runtime/jump.h"

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

#include "profiler/runtime/lines.h"
#include "profiler/runtime/probe.h"

#if defined(__x86_64__) && defined(__GLIBC__)
// glibc keeps the stack pointer seventh, rotated and mixed with a secret of the thread.
static uintptr_t saved_stack(const struct __jmp_buf_tag *env)
{
	uintptr_t stack = (uintptr_t)env->__jmpbuf[6];

	__asm__("ror $0x11, %0; xor %%fs:0x30, %0" : "+r"(stack));
	return stack;
}
#else
static uintptr_t saved_stack(const struct __jmp_buf_tag *env)
{
	(void)env;
	return 0;
}
#endif

// Tries saved_stack() on a stack pointer that is known to be near: another libc may differ.
static __attribute__((noinline)) bool is_stack_readable(void)
{
	enum { NEAR = 4096 }; // bytes; this function's frame is far smaller
	uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
	jmp_buf here;

	if (_setjmp(here))
		return false;
	return saved_stack(here) <= frame && frame - saved_stack(here) < NEAR;
}

_Noreturn void cicle_longjmp(struct __jmp_buf_tag *env, int value)
{
	if (is_stack_readable()) {
		probe_unwind((const void *)saved_stack(env));
		lines_unwind((const void *)saved_stack(env));
	}
	siglongjmp(env, value);
}
