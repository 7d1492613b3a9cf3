// jit/runner/arch.h - what differs from CPU to CPU.
#ifndef CICLE_JIT_RUNNER_ARCH_H
#define CICLE_JIT_RUNNER_ARCH_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jit/message.h"

// A stub's size; stubs are packed one behind the other.
#define ARCH_STUB_BYTES 16

// Writes a stub at code: it puts number into a scratch register, where arch_undefined() finds it,
// and jumps to the address that *target holds when it is called. target is within 2 GB of code.
void arch_write_stub(unsigned char *code, void *const *target, uint32_t number);

// The target of stubs without a function: calls function_undefined(number).
void arch_undefined(void);

// Called by arch_undefined(); does not return. (slots.c)
_Noreturn void function_undefined(uint32_t number);

// The target of stubs whose next call by the main thread is caught: that thread calls
// function_caught(number) with all its registers kept, and goes on to the code that it gives;
// others go to arch_caught_ways[number]. Only if arch_can_catch().
void arch_caught(void);
void *function_caught(uint32_t number); // swap.c
extern void *const *arch_caught_ways;
// Makes the calling thread the one that is caught.
void arch_catch_thread(void);
bool arch_can_catch(void);

// A thunk's size; thunks are packed one behind the other.
#define ARCH_THUNK_BYTES 16

// What a thunk knows. way is arch_call_library for all of them.
struct arch_thunk {
	void *function; // the library's
	void (*way)(void);
	uint64_t number; // PROBE_LIBRARY and on
};

// Writes a thunk at code: whoever calls it calls thunk->function with the same arguments and gets
// its result, whatever its signature, and the call is opened and closed for the profiler
// (profiler/runtime/calls.h). thunk is within 2 GB of code and read at each call.
void arch_write_thunk(unsigned char *code, const struct arch_thunk *thunk);

// What thunks share. Only thunks may go here.
void arch_call_library(void);

// Where wrapped functions return to.
void arch_library_returned(void);

// Where a return address leads that jit/runner/caught.h has replaced: an instruction that raises
// this signal, at its own address, and changes nothing.
#define ARCH_CAUGHT_SIGNAL SIGILL
void arch_caught_return(void);

// Tells whether a function's code starts by making a frame.
bool arch_makes_frame(const unsigned char *code);

// The frame pointer's number in unwind tables.
#define ARCH_FRAME_REGISTER 6
#define ARCH_STACK_REGISTER 7

// Tells whether a call instruction stands right before code, of which ARCH_CALL_MAX_BYTES are read.
#define ARCH_CALL_MAX_BYTES 7
bool arch_follows_call(const unsigned char *code);

// Gives the program counter that a signal handler's third argument holds.
const void *arch_program_counter(const void *context);
// Sets it.
void arch_set_program_counter(void *context, const void *address);

// Tells whether it is that of a thread in a system call, which may take for ever.
bool arch_is_waiting(const void *context);

// Gives the stack and frame pointer that it holds.
const void *arch_stack_pointer(const void *context);
const void *arch_frame_pointer(const void *context);

// Copies the registers that it holds, in the order of unwind tables (jit/runner/shot.h), and those
// of floating point numbers. Returns false when it has none of the latter.
void arch_registers(const void *context, uint64_t *registers);
bool arch_vectors(const void *context, unsigned char (*vectors)[16]);

// Tells what a segmentation fault's instruction tried, by the same argument.
enum fault_access arch_fault_access(const void *context);

// Gives the CPU's flags that code may have changed (direction, alignment check) the values that
// compiled C counts on.
void arch_reset_flags(void);

#endif
