// jit/runner/compile.h - units: from text to machine code in memory, each compiled once.
//
// A unit is found again by its key: BLAKE2b-256 over its text, the compiler and the address of
// every slot that it is linked with.
#ifndef CICLE_JIT_RUNNER_COMPILE_H
#define CICLE_JIT_RUNNER_COMPILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/pack.h"
#include "base/str.h"
#include "jit/message.h"
#include "jit/runner/library.h"
#include "jit/runner/slots.h"

struct compiler;

// A function that a unit defines.
struct code_function {
	uint32_t slot;
	void *code;
};

// A compiled unit. Lives as long as the compiler; one that defines no function, until
// compiler_trim().
struct code {
	void *entry; // cicle_entry or cicle_sizes; NULL when it has none
	struct code_function *functions;
	size_t function_cnt;
	uint32_t *inlined; // UNIT_FAST: the functions whose text is part of its code
	size_t inlined_cnt;
};

struct compiler *compiler_new(struct slots *slots);

// Reads a packed unit (jit/message.h), gives its objects their homes and compiles it, or finds it
// compiled. entry_name: the function whose address becomes code->entry, or NULL.
// library: wraps the library functions that an entry or an instrumented unit calls; NULL: they are
// called as they are.
// messages gets the compiler's errors and warnings. Returns NULL when it does not compile.
const struct code *compiler_unit(struct compiler *compiler, struct unpack *in,
				 const char *entry_name, struct library *library, uint32_t *flags,
				 struct str *messages);

// Drops units that define no function and did not run for long: their code and text, not their
// data, to which the session may point. Compiled again, they are as before. To be called when no
// unit runs.
void compiler_trim(struct compiler *compiler);

// Preprocesses a text in a child process, with directories to search before the system's. Returns
// false when that fails: messages tells why.
bool compiler_preprocess(const char *text, size_t len, const struct list *include_dirs,
			 struct str *out, struct str *messages);

// Tells whether pc is in a unit's machine code or in a stub.
bool compiler_has_code(const void *pc);

// Tells the memory in which units' own data stands: literals, tables.
void compiler_each_data(const struct compiler *compiler,
			void (*tell)(void *ctx, const void *start, size_t size_bytes), void *ctx);

// One frame of a traceback. Everything is borrowed until the next call of compiler_trace().
struct code_place {
	const char *function; // as the unit spells it; NULL: the unit's entry
	const char *file;     // "" when the line is not known
	uint32_t line;
	uint64_t object;    // of the second compiler's: message_object_id() of its text, else 0
	uint64_t text_byte; // in the object's .text
};

// Finds where in the units' texts places in the machine code come from.
void compiler_trace(struct compiler *compiler, const void *const *pcs, size_t cnt,
		    struct code_place *places);

// A function's machine code, for the values of its locals. Everything is borrowed.
struct code_function_text {
	const char *name;          // as the unit spells it
	const char *text;          // the unit's; NULL: the second compiler made it
	const unsigned char *code; // the function's first byte
	size_t code_bytes;         // to the end of the unit's code
	uint64_t object;           // as in struct code_place
	uint64_t text_byte;        // of the place in the object's .text
};

// Finds the function that a place in the machine code is in. Returns false when it is in none.
bool compiler_find_function(const struct compiler *compiler, const void *pc,
			    struct code_function_text *function);

// Fills compiled, reused, kept and bytes.
void compiler_counts(const struct compiler *compiler, struct run_counts *counts);

#endif
