// jit/runner/shot.h - what a function had in registers and on the stack when it failed.
//
// Taken in the signal handler, read by the kernel for a traceback's locals (jit/local/locals.h).
// Only what is certain is in it. The stack is copied, as what runs next writes over it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Registers by their numbers in DWARF's unwind tables: rax, rdx, rcx, rbx, rsi, rdi, rbp, rsp, r8
// to r15 ("System V Application Binary Interface, AMD64 Architecture Processor Supplement").
#define SHOT_REGISTER_CNT 16
#define SHOT_VECTOR_CNT 16
#define SHOT_VECTOR_BYTES 16

struct shot {
	const void *pc; // in unit code; NULL: there is no shot
	uint64_t registers[SHOT_REGISTER_CNT];
	uint32_t known; // of them, a bit each
	unsigned char vectors[SHOT_VECTOR_CNT][SHOT_VECTOR_BYTES];
	bool has_vectors;
	uint64_t stack_address; // of what is copied
	uint64_t stack_bytes;
	uint64_t stack_end; // what lies between the copy's end and here may be overwritten
};

// Notes one register.
void shot_note(struct shot *shot, int number, uint64_t value);

// Notes all registers that a signal handler's third argument holds.
void shot_note_context(struct shot *shot, const void *context);

// Copies the stack around the function's frame: shot->registers have its stack pointer, or where
// that is not known the frame pointer. stack_end: of the thread's stack; 0: not known. Allocates
// nothing.
void shot_take_stack(struct shot *shot, uint64_t stack_end);

// Gives the copy, which the next shot overwrites.
const void *shot_stack(void);
