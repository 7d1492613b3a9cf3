// jit/runner/object.h - objects of the second compiler, made fit for libtcc's linker.
#ifndef CICLE_JIT_RUNNER_OBJECT_H
#define CICLE_JIT_RUNNER_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

// A symbol that an object needs from elsewhere.
struct object_symbol {
	const char *name;     // borrowed from the object
	bool is_called;       // some code calls it (else its address is taken, or it is an object)
	bool is_direct;       // code reaches it by a 32-bit distance
	bool is_thread_local; // its value is an offset from the thread pointer
};

struct object {
	struct object_symbol *symbols;
	size_t symbol_cnt;
	char *function;       // owned; one that it defines in .text; NULL: none
	size_t function_byte; // where in .text
	size_t *starts;       // owned; where in .text functions begin, gcc's special forms too
	size_t start_cnt;
	bool needs_exec_stack; // it builds code on the stack (addresses of nested functions)
};

// Reads an ELF64 relocatable object of this CPU and lists what it needs. What code reaches by a
// distance becomes hidden: anything else libtcc leads through a jump table, data too. It knows no
// thread-local relocations: local-exec ones are rewritten in place into plain 32-bit ones (System V
// ABI, AMD64 supplement, table 4.10: R_X86_64_TPOFF32 is S + A as R_X86_64_32S is).
// Returns -1 with err filled when it is no such object.
int object_init(struct object *object, unsigned char *bytes, size_t len, struct err *err);
// Makes the address of a function prefix + f that the object defines that of f, where the object
// knows a symbol f of elsewhere: calls go on leading to the definition directly. For an object that
// is given up as soon as one of its functions is another one.
void object_keep_addresses(unsigned char *bytes, size_t len, const char *prefix);

void object_release(struct object *object);

#endif
