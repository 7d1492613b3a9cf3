// magics/cursor.h - what a half-typed text wants at the cursor: a name, a member, a file, a magic.
#ifndef CICLE_MAGICS_CURSOR_H
#define CICLE_MAGICS_CURSOR_H

#include <stddef.h>

#include "jit/read/scope.h"
#include "jit/type/type.h"
#include "magics/magic.h"

enum cursor_place {
	PLACE_NOTHING,       // in a comment or a number
	PLACE_NAME,          // any name
	PLACE_MEMBER,        // behind '.' or '->'
	PLACE_TAG,           // behind struct, union, enum
	PLACE_LABEL,         // behind goto
	PLACE_STRING,        // inside of a string
	PLACE_DIRECTIVE,     // the word behind '#'
	PLACE_SYSTEM_HEADER, // #include <...
	PLACE_OWN_HEADER,    // #include "...
	PLACE_MACRO,         // #ifdef NAME, #undef NAME
	PLACE_MAGIC,         // a magic's name; the word begins at its '%'
	PLACE_OPTION,        // an option of the magic
	PLACE_ARGUMENT,      // of the magic, which is not C
	PLACE_COMMAND,       // a shell's text
};

struct cursor {
	enum cursor_place place;
	size_t word_byte, end_byte; // the word up to the cursor, in the code
	const struct magic *magic;  // PLACE_OPTION, PLACE_ARGUMENT
	char *text;                 // owned; the code up to the cursor, blanks where it is not C
	size_t text_len;
	struct scope scope; // what text declares
	struct types types; // reads with scope
};

// Looks at NUL-terminated code around a byte position (beyond the end means the end). Release with
// cursor_release().
void cursor_init(struct cursor *cursor, struct symbols *symbols, const char *code,
		 size_t cursor_byte);
void cursor_release(struct cursor *cursor);

// PLACE_MEMBER: gives the struct whose member the word is, or NULL when it is not known.
const struct type *cursor_record(struct cursor *cursor);

#endif
