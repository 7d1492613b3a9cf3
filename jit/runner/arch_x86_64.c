// jit/runner/arch_x86_64.c - what differs from CPU to CPU: x86-64.
#include "jit/runner/arch.h"

#include <string.h>
#include <ucontext.h>

#include "jit/runner/memory.h"

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

void *const *arch_caught_ways;
// The thread's pointer to its own control block, at %fs:0 (System V ABI, thread-local storage).
void *arch_caught_thread;

void arch_catch_thread(void)
{
	arch_caught_thread = __builtin_thread_pointer();
}

// With AVX comes XSAVE.
bool arch_can_catch(void)
{
	return __builtin_cpu_supports("avx");
}

// What may hold arguments: general registers, and in the area of XSAVE the x87's, MXCSR and all
// vectors, AVX-512's included (mask 0xe7: 2688 bytes; its header's 64 bytes at 512 must be 0).
__asm__(".text\n"
	".globl arch_caught\n"
	".type arch_caught, @function\n"
	"arch_caught:\n"
	"	pushq %rax\n"
	"	movq %fs:0, %rax\n"
	"	cmpq arch_caught_thread(%rip), %rax\n"
	"	je 1f\n"
	"	movq arch_caught_ways(%rip), %rax\n"
	"	movq (%rax,%r11,8), %r11\n"
	"	popq %rax\n"
	"	jmp *%r11\n"
	"1:	popq %rax\n"
	"	pushq %rbp\n"
	"	movq %rsp, %rbp\n"
	"	pushq %rax\n"
	"	pushq %rdi\n"
	"	pushq %rsi\n"
	"	pushq %rdx\n"
	"	pushq %rcx\n"
	"	pushq %r8\n"
	"	pushq %r9\n"
	"	pushq %r10\n" // of nested functions
	"	pushq %r11\n"
	"	subq $2688, %rsp\n"
	"	andq $-64, %rsp\n"
	"	leaq 512(%rsp), %rdi\n"
	"	xorl %eax, %eax\n"
	"	movl $8, %ecx\n"
	"	rep stosq\n"
	"	movl $0xe7, %eax\n"
	"	xorl %edx, %edx\n"
	"	xsave (%rsp)\n"
	"	movl %r11d, %edi\n"
	"	call function_caught\n"
	"	movq %rax, -72(%rbp)\n" // where %r11 is
	"	movl $0xe7, %eax\n"
	"	xorl %edx, %edx\n"
	"	xrstor (%rsp)\n"
	"	leaq -72(%rbp), %rsp\n"
	"	popq %r11\n"
	"	popq %r10\n"
	"	popq %r9\n"
	"	popq %r8\n"
	"	popq %rcx\n"
	"	popq %rdx\n"
	"	popq %rsi\n"
	"	popq %rdi\n"
	"	popq %rax\n"
	"	popq %rbp\n"
	"	jmp *%r11\n"
	".size arch_caught, .-arch_caught\n");

void arch_write_thunk(unsigned char *code, const struct arch_thunk *thunk)
{
	int32_t distance;

	*code++ = 0x4c; // lea thunk(%rip), %r11
	*code++ = 0x8d;
	*code++ = 0x1d;
	distance = (int32_t)((const unsigned char *)thunk - (code + 4));
	memcpy(code, &distance, 4);
	code += 4;
	*code++ = 0xff; // jmp *way(%rip)
	*code++ = 0x25;
	distance = (int32_t)((const unsigned char *)&thunk->way - (code + 4));
	memcpy(code, &distance, 4);
}

// On the way in, whatever may hold an argument is kept around calls_enter(); on the way out,
// whatever may hold a result (%st0 and %st1 are, as calls_leave() has no use for them).
// The `call 1f` writes the way out where the return address stood. Its second effect is that the
// CPU's own stack of return addresses stays right, so that no return is predicted wrong.
__asm__(".text\n"
	".globl arch_call_library\n"
	".type arch_call_library, @function\n"
	"arch_call_library:\n"
	"	subq $200, %rsp\n" // 16-byte aligned with the return address
	"	movq %rdi, (%rsp)\n"
	"	movq %rsi, 8(%rsp)\n"
	"	movq %rdx, 16(%rsp)\n"
	"	movq %rcx, 24(%rsp)\n"
	"	movq %r8, 32(%rsp)\n"
	"	movq %r9, 40(%rsp)\n"
	"	movq %rax, 48(%rsp)\n"
	"	movq %r11, 56(%rsp)\n"
	"	movaps %xmm0, 64(%rsp)\n"
	"	movaps %xmm1, 80(%rsp)\n"
	"	movaps %xmm2, 96(%rsp)\n"
	"	movaps %xmm3, 112(%rsp)\n"
	"	movaps %xmm4, 128(%rsp)\n"
	"	movaps %xmm5, 144(%rsp)\n"
	"	movaps %xmm6, 160(%rsp)\n"
	"	movaps %xmm7, 176(%rsp)\n"
	"	movl 16(%r11), %edi\n" // number
	"	leaq 200(%rsp), %rsi\n"
	"	call calls_enter\n"
	"	testb %al, %al\n" // no instruction up to the jump changes the flags
	"	movq (%rsp), %rdi\n"
	"	movq 8(%rsp), %rsi\n"
	"	movq 16(%rsp), %rdx\n"
	"	movq 24(%rsp), %rcx\n"
	"	movq 32(%rsp), %r8\n"
	"	movq 40(%rsp), %r9\n"
	"	movq 48(%rsp), %rax\n"
	"	movq 56(%rsp), %r11\n"
	"	movaps 64(%rsp), %xmm0\n"
	"	movaps 80(%rsp), %xmm1\n"
	"	movaps 96(%rsp), %xmm2\n"
	"	movaps 112(%rsp), %xmm3\n"
	"	movaps 128(%rsp), %xmm4\n"
	"	movaps 144(%rsp), %xmm5\n"
	"	movaps 160(%rsp), %xmm6\n"
	"	movaps 176(%rsp), %xmm7\n"
	"	leaq 200(%rsp), %rsp\n"
	"	jz 1f\n"
	"	leaq 8(%rsp), %rsp\n"
	"	call 1f\n"
	".globl arch_library_returned\n"
	"arch_library_returned:\n"
	"	subq $64, %rsp\n" // the slot is at 56
	"	movq %rax, (%rsp)\n"
	"	movq %rdx, 8(%rsp)\n"
	"	movaps %xmm0, 16(%rsp)\n"
	"	movaps %xmm1, 32(%rsp)\n"
	"	leaq 56(%rsp), %rdi\n"
	"	call calls_leave\n"
	"	movq %rax, 56(%rsp)\n"
	"	movq (%rsp), %rax\n"
	"	movq 8(%rsp), %rdx\n"
	"	movaps 16(%rsp), %xmm0\n"
	"	movaps 32(%rsp), %xmm1\n"
	"	addq $56, %rsp\n"
	"	ret\n"
	"1:	jmp *(%r11)\n" // function
	".size arch_call_library, .-arch_call_library\n");

__asm__(".text\n"
	".globl arch_caught_return\n"
	".type arch_caught_return, @function\n"
	"arch_caught_return:\n"
	"	ud2\n"
	".size arch_caught_return, .-arch_caught_return\n");

bool arch_makes_frame(const unsigned char *code)
{
	static const unsigned char push_rbp = 0x55;

	return *code == push_rbp;
}

const void *arch_program_counter(const void *context)
{
	const ucontext_t *uc = context;

	return (const void *)uc->uc_mcontext.gregs[REG_RIP];
}

void arch_set_program_counter(void *context, const void *address)
{
	ucontext_t *uc = context;

	uc->uc_mcontext.gregs[REG_RIP] = (greg_t)address;
}

// A call that is made again after the handler stands at its own instruction, else behind it.
bool arch_is_waiting(const void *context)
{
	static const unsigned char system_call[2] = {0x0F, 0x05};
	const unsigned char *pc = arch_program_counter(context);
	unsigned char code[4];

	return memory_read((uintptr_t)(pc - 2), code, sizeof code) &&
	       (!memcmp(code, system_call, 2) || !memcmp(code + 2, system_call, 2));
}

const void *arch_stack_pointer(const void *context)
{
	const ucontext_t *uc = context;

	return (const void *)uc->uc_mcontext.gregs[REG_RSP];
}

const void *arch_frame_pointer(const void *context)
{
	const ucontext_t *uc = context;

	return (const void *)uc->uc_mcontext.gregs[REG_RBP];
}

void arch_registers(const void *context, uint64_t *registers)
{
	static const int order[] = {REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI,
				    REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
				    REG_R12, REG_R13, REG_R14, REG_R15};
	const ucontext_t *uc = context;

	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		registers[i] = (uint64_t)uc->uc_mcontext.gregs[order[i]];
}

bool arch_vectors(const void *context, unsigned char (*vectors)[16])
{
	const ucontext_t *uc = context;

	if (!uc->uc_mcontext.fpregs)
		return false;
	memcpy(vectors, uc->uc_mcontext.fpregs->_xmm, sizeof uc->uc_mcontext.fpregs->_xmm);
	return true;
}

bool arch_follows_call(const unsigned char *code)
{
	static const unsigned char near = 0xE8, indirect = 0xFF;

	if (code[-5] == near)
		return true;
	for (int len = 2; len <= ARCH_CALL_MAX_BYTES;
	     len++) // FF /2, with what it needs to name its operand
		if (code[-len] == indirect && (code[-len + 1] & 0x38) == 0x10)
			return true;
	return false;
}

enum fault_access arch_fault_access(const void *context)
{
	const ucontext_t *uc = context;
	unsigned long error = (unsigned long)uc->uc_mcontext.gregs[REG_ERR];

	// Bits of a page fault's error code. An address that is none (trap 13) has no such code.
	if (uc->uc_mcontext.gregs[REG_TRAPNO] != 14)
		return FAULT_UNKNOWN;
	return error & 16 ? FAULT_EXECUTE : error & 2 ? FAULT_WRITE : FAULT_READ;
}

void arch_reset_flags(void)
{
	// Below the red zone, which pushf would write into.
	__asm__ volatile("leaq -128(%%rsp), %%rsp\n\t"
			 "pushfq\n\t"
			 "andl $~0x40400, (%%rsp)\n\t"
			 "popfq\n\t"
			 "leaq 128(%%rsp), %%rsp" ::
			     : "memory", "cc");
}
