// jit/local/locals.h - the arguments and locals of the frame that failed, as a line of its
// traceback.
//
// The runner tells what the function had in registers and on the stack (struct shot); where its
// locals are is read from its text compiled once more (jit/local/local_marks.h,
// jit/local/local_debug.h). What is not certain is left out.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pack.h"
#include "base/str.h"
#include "jit/local/local_marks.h"
#include "jit/local/local_places.h"
#include "jit/value/peek.h"

#define SHOT_REGISTER_CNT 16
#define SHOT_VECTOR_BYTES 16

// The innermost frame, as the runner packs it:
//   u32 is known; if so: function's name in the unit, unit's text ("": the second compiler made
//   it), machine code from the function's start on, u64 the place in it, u64 message_object_id()
//   and u64 place in .text (of the second compiler's), u64 per register (jit/runner/shot.h), u32 a
//   bit for each that is known, floating point registers of 16 bytes or nothing, u64 address, size
//   and end of the stack that was copied, u64 where the copy is
struct shot {
	bool is_known;
	char *function;
	char *unit;
	char *code;
	size_t code_len;
	uint64_t code_byte;
	uint64_t object, text_byte;
	uint64_t registers[SHOT_REGISTER_CNT];
	uint32_t known;
	char *vectors; // SHOT_REGISTER_CNT of them, or NULL
	struct peek_copy stack;
};

void shot_unpack(struct shot *shot, struct unpack *in);
void shot_release(struct shot *shot);

// Tells whether a register is known.
bool shot_has(const struct shot *shot, unsigned number);

// What is written of locals: "p = (struct node *) 0x0, n = 3", in lines of a traceback.
struct locals_text {
	struct str out;
	size_t line_len;
	size_t cnt;      // written
	size_t left_cnt; // not written, as there are too many
};

// Adds one. value NULL: it was optimised out. Long values are cut.
void locals_add(struct locals_text *text, const char *name, const struct values *value);

// Ends the last line.
void locals_end(struct locals_text *text);

// Adds what libtcc's code had. peek: the runner's memory; its types and its stack are set here.
void locals_add_marked(struct locals_text *text, struct local_marks *marks,
		       const struct local_places *places, const struct shot *shot,
		       struct peek *peek);
