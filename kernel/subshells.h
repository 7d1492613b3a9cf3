// kernel/subshells.h - subshells (JEP 91): names under which shell requests overtake the cell that
// runs.
//
// There are no threads behind them. The kernel answers all requests but execute_request at once
// anyway; an execute_request of a subshell that only reads a variable is answered at once, too
// (jit/value/peek.h). Other code waits for its turn.
#ifndef CICLE_KERNEL_SUBSHELLS_H
#define CICLE_KERNEL_SUBSHELLS_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/err.h"
#include "kernel/wire.h"

struct subshells;

// Never NULL. The caller frees.
struct subshells *subshells_new(void);
void subshells_free(struct subshells *subshells);

// Makes one and gives its id; borrowed until it is deleted. NULL with err filled when there are too
// many.
const char *subshells_create(struct subshells *subshells, struct err *err);

// Returns -1 with err filled when there is none of this id.
int subshells_delete(struct subshells *subshells, const char *id, struct err *err);

// Gives the ids as an array, which the caller deletes.
cJSON *subshells_list(const struct subshells *subshells);

// Gives the subshell that a request names in its header; NULL: the main shell. Returns NULL with
// err filled when it names one that is not there.
const char *subshells_of(const struct subshells *subshells, const struct message *request,
			 struct err *err);

#endif
