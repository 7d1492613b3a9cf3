// magics/complete.h - what can stand at the cursor: names, members, headers, files, magics.
#ifndef CICLE_MAGICS_COMPLETE_H
#define CICLE_MAGICS_COMPLETE_H

#include <stddef.h>

#include <cjson/cJSON.h>

#include "jit/read/symbol.h"

// What is looked at besides the text. Everything is borrowed.
struct complete_source {
	struct symbols *symbols;
	const char *folder;         // what relative paths start from; NULL: the process's folder
	const char *const *aliases; // of %alias, ends with NULL; may be NULL
	const struct checkpoints *checkpoints; // NULL: without
};

// Gives what fits at a byte position of the code, best first, as an array of objects {"text",
// "type"} and, for functions, "signature"; and the byte range that a match replaces. The caller
// deletes the array.
cJSON *complete(const struct complete_source *source, const char *code, size_t cursor_byte,
		size_t *start_byte, size_t *end_byte);

#endif
