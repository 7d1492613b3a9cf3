// jit/value/peek.h - reads objects in the runner's memory while it runs a cell, or does nothing.
//
// The runner is not asked: its memory is read from outside, at the addresses of jit/homes.h, and
// what stands there is told by jit/type/type.h. So a value may be one that a cell is just changing.
#ifndef CICLE_JIT_VALUE_PEEK_H
#define CICLE_JIT_VALUE_PEEK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "jit/homes.h"
#include "jit/type/type.h"
#include "jit/value/value.h"

// Memory that is to be read elsewhere, as a copy of what it was.
struct peek_copy {
	uint64_t address, size_bytes; // what was copied; 0 bytes: nothing
	uint64_t end;                 // what lies between the copied bytes and here is not known
	uint64_t copy_address;
};

// Bytes that are in no memory, at addresses from here on.
#define PEEK_OWN_ADDRESS ((uint64_t)1 << 63)

struct peek {
	pid_t pid;                // whose memory
	const struct home *homes; // by slot; NULL: there is none
	struct types *types;
	struct peek_copy stack;
	const void *own; // what stands at PEEK_OWN_ADDRESS
	size_t own_bytes;
};

// Copies memory as it was. Returns false when not all of it is known.
bool peek_read(const struct peek *peek, uint64_t address, void *bytes, size_t len);

// Gives the value of an object at an address. NULL: it cannot be told. The caller frees with
// values_free().
struct values *peek_object(const struct peek *peek, const struct type *type, uint64_t address);

// Gives the value of an object, or of what an expression of names, '.', '->', '[]', '*' and '&'
// reaches: "list->items[2].name". NULL with err filled when it is another expression, or its value
// cannot be told. The caller frees with values_free().
struct values *peek_expression(const struct peek *peek, const char *text, size_t len,
			       struct err *err);

#endif
