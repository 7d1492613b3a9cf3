// jit/runner/shot.c - what a function had in registers and on the stack when it failed.
#include "jit/runner/shot.h"

#include "jit/runner/arch.h"
#include "jit/runner/memory.h"

// A frame with larger arrays is copied from its upper end, where libtcc has what is declared first.
#define COPY_MAX_BYTES (256 * 1024)
#define PAGE_BYTES 4096
// A function that calls none may use so much below the stack pointer.
#define RED_ZONE_BYTES 128
// Arguments stand so far above the frame pointer at most.
#define ARGUMENT_MAX_BYTES 4096
// Of a thread whose stack's end is not known.
#define UNKNOWN_STACK_BYTES ((uint64_t)8 << 20)

// The kernel reads it from outside, when the handler is long left.
static unsigned char copy[COPY_MAX_BYTES];

const void *shot_stack(void)
{
	return copy;
}

void shot_note(struct shot *shot, int number, uint64_t value)
{
	shot->registers[number] = value;
	shot->known |= 1u << number;
}

void shot_note_context(struct shot *shot, const void *context)
{
	arch_registers(context, shot->registers);
	shot->known = (1u << SHOT_REGISTER_CNT) - 1;
	shot->has_vectors = arch_vectors(context, shot->vectors);
}

// Where the copy begins.
static uint64_t first_address(const struct shot *shot)
{
	uint64_t frame = shot->registers[ARCH_FRAME_REGISTER];
	uint64_t stack = shot->registers[ARCH_STACK_REGISTER];
	bool has_stack = shot->known >> ARCH_STACK_REGISTER & 1;
	uint64_t above = frame + ARGUMENT_MAX_BYTES;

	if (!has_stack || (frame > stack && above - stack > COPY_MAX_BYTES))
		return above > COPY_MAX_BYTES ? above - COPY_MAX_BYTES : 0;
	return stack > RED_ZONE_BYTES ? stack - RED_ZONE_BYTES : 0;
}

void shot_take_stack(struct shot *shot, uint64_t stack_end)
{
	uint64_t first = first_address(shot), at, end;

	end = stack_end ? stack_end : first + UNKNOWN_STACK_BYTES;
	shot->stack_end = end;
	// Of a stack that is full, the pages beyond its end cannot be read.
	for (at = first; at < first + COPY_MAX_BYTES && !memory_read(at, copy, 1);)
		at = (at | (PAGE_BYTES - 1)) + 1;
	shot->stack_address = at;
	while (at < end && at < shot->stack_address + COPY_MAX_BYTES) {
		uint64_t want = PAGE_BYTES - at % PAGE_BYTES;
		uint64_t room = shot->stack_address + COPY_MAX_BYTES - at;

		want = want < room ? want : room;
		want = want < end - at ? want : end - at;
		if (!memory_read(at, copy + (at - shot->stack_address), want))
			break;
		at += want;
	}
	shot->stack_bytes = at - shot->stack_address;
}
