// magics/segment.h - a cell's pieces: C text and magics, in order.
#ifndef CICLE_MAGICS_SEGMENT_H
#define CICLE_MAGICS_SEGMENT_H

#include <stddef.h>

#include "jit/read/item.h"

enum segment_kind {
	SEGMENT_C,
	SEGMENT_LINE_MAGIC, // %name arguments
	SEGMENT_CELL_MAGIC, // %%name arguments, and the rest of the cell is its body
	SEGMENT_HELP,       // name?, name??, ?name, %name?
	SEGMENT_SHELL,      // !command
};

// Positions are bytes of the cell's text.
struct segment {
	enum segment_kind kind;
	size_t start_byte, end_byte;
	size_t name_byte, name_len; // magics: the name without '%'; help: the word asked about
	size_t args_byte; // magics: behind the name; up to the end of its line; SEGMENT_SHELL:
			  // the command, up to end_byte
	size_t body_byte; // SEGMENT_CELL_MAGIC: the line after it
	int detail_level; // SEGMENT_HELP: 1 for "??"
};

struct segments {
	struct segment *items; // owned
	size_t cnt, cap;
};

// Takes a cell apart. A line that begins with '%' is a magic where a statement can begin, and
// C's modulo elsewhere; one that begins with '!' is a command, unless it reads as C: "!flag" where
// classify (which may be NULL) knows a value flag. Release with segments_release().
void segments_init(struct segments *segments, const char *text, name_classify_fn classify,
		   void *ctx);
void segments_release(struct segments *segments);

// Gives the text with everything outside [start, end) as blanks, so that lines and columns stay
// those of the cell. The caller frees.
char *segment_mask(const char *text, size_t start_byte, size_t end_byte);

#endif
