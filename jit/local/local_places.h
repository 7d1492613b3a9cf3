// jit/local/local_places.h - reads what the marks of jit/local/local_marks.h say in the object that
// libtcc made.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

// One mark.
struct local_place {
	bool is_there;       // else no code leads there
	uint64_t code_byte;  // of the function
	int64_t frame_byte;  // a local's distance from the frame pointer
	uint64_t size_bytes; // a local's; 0: of no local
};

struct local_places {
	struct local_place *items; // owned; by number, from 1
	size_t cnt;
};

// Reads the marks of a function. object is not trusted. code: the function as it runs, and what
// stands behind it. Returns false when the object's code is another one, but for what a linker
// fills in. To be released in any case.
bool local_places_init(struct local_places *places, const struct str *object, const char *function,
		       const char *code, size_t code_len, uint32_t mark_cnt);
void local_places_release(struct local_places *places);

// Gives where in the code a mark stands: one that is not there, where the next one does.
uint64_t local_places_byte(const struct local_places *places, uint32_t mark);
