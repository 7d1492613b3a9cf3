// jit/runner/arch.h - what differs from CPU to CPU.
#ifndef CICLE_JIT_RUNNER_ARCH_H
#define CICLE_JIT_RUNNER_ARCH_H

#include <stddef.h>
#include <stdint.h>

// A stub's size; stubs are packed one behind the other.
#define ARCH_STUB_BYTES 16

// Writes a stub at code: it puts number into a scratch register, where arch_undefined() finds it,
// and jumps to the address that *target holds when it is called. target is within 2 GB of code.
void arch_write_stub(unsigned char *code, void *const *target, uint32_t number);

// The target of stubs without a function: calls function_undefined(number).
void arch_undefined(void);

// Called by arch_undefined(); does not return. (slots.c)
_Noreturn void function_undefined(uint32_t number);

// Gives the program counter that a signal handler's third argument holds.
const void *arch_program_counter(const void *context);

// Gives the stack and frame pointer that it holds.
const void *arch_stack_pointer(const void *context);
const void *arch_frame_pointer(const void *context);

#endif
