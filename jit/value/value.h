// jit/value/value.h - a trailing expression's value as a tree: what the runner tells of it.
//
// A unit describes the type of its value in a table (jit/value/show.h), the runner walks the memory
// by that table and packs what it found (jit/runner/value.h), value_read() makes a tree of the
// bytes, and value_text.h, value_html.h and value_graph.h draw it.
//
// The first object is the value itself; the others are what pointers lead to. Packed:
//   values: u32 object count, per object u64 address and node; u64 more, u32 more is a bound
//   node:   u32 kind, text type, u32 flags (enum value_flag), then by kind
//     a number        bytes, as they stood in memory
//     VALUE_ENUM      u64 value, text (the enumerators, "A | B"; "": none fits)
//     VALUE_STRING    u64 address, u32 kind of its characters, bytes
//     VALUE_POINTER, VALUE_FUNCTION, VALUE_FILE
//                     u64 address, text (what stands there; "": unknown), u32 target
//     VALUE_STRUCT    u32 count, per field text name and node
//     VALUE_ARRAY     u64 items in all, u32 head, u32 count, nodes: head first items, then the last
#ifndef CICLE_JIT_VALUE_VALUE_H
#define CICLE_JIT_VALUE_VALUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

// jit/value/show.c spells the numbers of those up to VALUE_LONG_DOUBLE in a _Generic list.
enum value_kind {
	VALUE_UNKNOWN, // something that nobody can take apart
	VALUE_BOOL,
	VALUE_CHAR,
	VALUE_SIGNED_CHAR,
	VALUE_UNSIGNED_CHAR,
	VALUE_SHORT,
	VALUE_UNSIGNED_SHORT,
	VALUE_INT,
	VALUE_UNSIGNED,
	VALUE_LONG,
	VALUE_UNSIGNED_LONG,
	VALUE_LONG_LONG,
	VALUE_UNSIGNED_LONG_LONG,
	VALUE_FLOAT,
	VALUE_DOUBLE,
	VALUE_LONG_DOUBLE,
	VALUE_FLOAT128,
	VALUE_INT128,
	VALUE_UNSIGNED_INT128,
	VALUE_COMPLEX_FLOAT,
	VALUE_COMPLEX_DOUBLE,
	VALUE_COMPLEX_LONG_DOUBLE,
	VALUE_WCHAR,  // L'x'
	VALUE_CHAR16, // u'x'
	VALUE_CHAR32, // U'x'
	VALUE_ENUM,
	VALUE_STRING, // a char * or an array of characters
	VALUE_POINTER,
	VALUE_FUNCTION, // a pointer to one, or one itself
	VALUE_FILE,     // a pointer to a FILE
	VALUE_STRUCT,   // or a union
	VALUE_ARRAY,    // or a vector
};

// What units tell of a type, and of a field (or an enumerator). One text is both our declaration
// and theirs.
#define VALUE_TABLE_TEXT                          \
	struct cicle_row {                        \
		int kind, of;                     \
		unsigned long size_bytes, cnt;    \
		const char *name;                 \
		const struct cicle_field *fields; \
	};                                        \
	struct cicle_field {                      \
		const char *name;                 \
		int type;                         \
		unsigned long offset;             \
		const void *bits;                 \
	};
// kind        enum value_kind; a pointer or array of characters is no VALUE_STRING here
// of          the table's row of what a pointer leads to, or an array is made of; -1: not known
// size_bytes  of the whole
// cnt         of items, fields or enumerators; 1 for a function whose name is its only field's
// type        the table's row of a field
// offset      in bytes; an enumerator's value
// bits        for a bit-field: the struct with this field's bits set and no others; else NULL
VALUE_TABLE_TEXT

// All that pointers lead to, over any number of steps.
#define VALUE_WHOLE_DEPTH 255

enum value_flag {
	VALUE_CUT = 1, // more stood there than is told
	VALUE_UNREADABLE =
	    2, // there is no memory at the address: of a value, or that a pointer holds
};

#define VALUE_NO_TARGET UINT32_MAX

struct value {
	enum value_kind kind;
	int flags;            // enum value_flag
	char *name;           // owned; a field's, NULL for all else
	char *type;           // owned; as C spells it, "" when not known
	char *bytes;          // owned; a number's or a string's bytes, a name; NUL-terminated
	size_t len;           // of bytes
	uint64_t address;     // pointers and strings; an enum's value
	enum value_kind unit; // of a string's characters
	uint32_t target;      // pointers: an index of objects, or VALUE_NO_TARGET
	uint64_t total;       // an array's items, of which some are told
	size_t head;          // the items before the gap, if there is one
	struct value *items;  // owned; fields, or an array's items
	size_t cnt;
};

struct value_object {
	uint64_t address;
	struct value value;
};

// A value and what its pointers lead to.
struct values {
	struct value_object *objects; // owned
	size_t cnt;                   // at least 1
	uint64_t more;                // objects that were found and not told
	int is_more_bound;            // there are even more than that
};

// Makes a tree of the runner's bytes. Returns NULL with err filled for bytes that make no sense.
// The caller frees with values_free().
struct values *value_read(const char *bytes, size_t len, struct err *err);
void values_free(struct values *values);

// Tells whether an array's items are told with a gap behind the first `head`.
static inline int value_has_gap(const struct value *value)
{
	return value->kind == VALUE_ARRAY && value->total > value->cnt;
}

#endif
