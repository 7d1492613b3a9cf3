// jit/value/peek.h - reads objects in the runner's memory while it runs a cell, or does nothing.
//
// The runner is not asked: its memory is read from outside, at the addresses of jit/homes.h, and
// what stands there is told by jit/type/type.h. So a value may be one that a cell is just changing.
#ifndef CICLE_JIT_VALUE_PEEK_H
#define CICLE_JIT_VALUE_PEEK_H

#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "jit/homes.h"
#include "jit/type/type.h"
#include "jit/value/value.h"

struct peek {
	pid_t pid;                // whose memory
	const struct home *homes; // by slot; NULL: there is none
	struct types *types;
};

// Gives the value of an object, or of what an expression of names, '.', '->', '[]', '*' and '&'
// reaches: "list->items[2].name". NULL with err filled when it is another expression, or its value
// cannot be told. The caller frees with values_free().
struct values *peek_expression(const struct peek *peek, const char *text, size_t len,
			       struct err *err);

#endif
