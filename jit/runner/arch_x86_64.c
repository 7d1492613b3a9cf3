// jit/runner/arch_x86_64.c - what differs from CPU to CPU: x86-64.
#include "jit/runner/arch.h"

#include <string.h>
#include <ucontext.h>

void arch_write_stub(unsigned char *code, void *const *target, uint32_t number)
{
	int32_t distance;

	*code++ = 0x41; // mov $number, %r11d: free for any use between a call and the function
	*code++ = 0xbb;
	memcpy(code, &number, 4);
	code += 4;
	*code++ = 0xff; // jmp *distance(%rip)
	*code++ = 0x25;
	distance = (int32_t)((const unsigned char *)target - (code + 4));
	memcpy(code, &distance, 4);
}

__asm__(".text\n"
	".globl arch_undefined\n"
	".type arch_undefined, @function\n"
	"arch_undefined:\n"
	"	movl %r11d, %edi\n"
	"	andq $-16, %rsp\n"
	"	call function_undefined\n"
	".size arch_undefined, .-arch_undefined\n");

const void *arch_program_counter(const void *context)
{
	const ucontext_t *uc = context;

	return (const void *)uc->uc_mcontext.gregs[REG_RIP];
}
