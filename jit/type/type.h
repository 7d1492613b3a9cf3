// jit/type/type.h - C types as the session's declarations say them: what a name, an expression or a
// member is, and where members lie.
//
// Nothing is compiled: types are read from text, so that they are known while a cell runs. What
// cannot be read with certainty is TYPE_UNKNOWN, has no layout, and nobody shows it as known.
//
// A struct types owns all types that it gives out. Their texts are borrowed: from the session's
// declarations, and from the text that its locals stand in.
#ifndef CICLE_JIT_TYPE_TYPE_H
#define CICLE_JIT_TYPE_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "jit/read/item.h"
#include "jit/read/scope.h"
#include "jit/read/symbol.h"

enum type_kind {
	TYPE_UNKNOWN,
	TYPE_VOID,
	TYPE_BOOL,
	TYPE_INTEGER,
	TYPE_FLOATING,
	TYPE_ENUM,
	TYPE_POINTER,
	TYPE_ARRAY,
	TYPE_FUNCTION,
	TYPE_RECORD, // struct or union
};

struct type {
	enum type_kind kind;
	const struct type *inner; // pointee, item, result; NULL for all else
	uint32_t size_bytes;      // TYPE_BOOL, TYPE_INTEGER, TYPE_FLOATING
	bool is_unsigned;         // TYPE_INTEGER
	bool is_char;             // TYPE_INTEGER: plain char
	bool is_union;            // TYPE_RECORD
	bool is_packed;           // TYPE_RECORD: with an attribute that changes the layout
	bool is_complete;         // TYPE_RECORD, TYPE_ENUM: body is there
	bool is_length_known;     // TYPE_ARRAY
	bool is_open;             // TYPE_ARRAY: \"[]\"
	uint64_t length;          // TYPE_ARRAY
	const char *tag;          // TYPE_RECORD, TYPE_ENUM: its name, tag_len 0 without one
	size_t tag_len;
	const char *body; // TYPE_RECORD, TYPE_ENUM: what stands between the braces
	size_t body_len;
	struct type *next; // all types of one struct types
};

struct types {
	struct symbols *symbols;
	const struct scope *scope; // NULL: no locals
	struct type *all;          // owned
	struct type_value *values; // owned; the enumerators evaluated so far
	size_t value_cnt, value_cap;
	int depth;          // of the reading under way
	size_t spent_bytes; // text read so far: types that never end are given up
};

// An enumerator's value.
struct type_value {
	const char *name;
	size_t len;
	int64_t value;
};

// A member of a struct or union. Everything is borrowed for the length of the call.
struct member {
	const char *name; // "" for a nameless bit-field
	size_t name_len;
	const struct type *type;
	const char *text;                  // its declaration: "const char *name[4]"
	uint64_t offset_bytes, size_bytes; // when is_placed
	bool is_placed;
	bool is_bit_field;
	uint32_t bit_offset, bit_cnt; // bit-fields: from the lowest bit of offset_bytes
	int depth;                    // of nameless structs around it
};

// scope may be NULL. Release with types_release().
void types_init(struct types *types, struct symbols *symbols, const struct scope *scope);
void types_release(struct types *types);

// Gives the type of an object or function, or of what a typedef names. Never NULL.
const struct type *type_of_name(struct types *types, const char *name, size_t len);

// Gives the type that "struct NAME" ("union", "enum") means. Never NULL.
const struct type *type_of_tag(struct types *types, const char *name, size_t len);

// Gives the type of what a declaration's text declares under a name; with name_len 0, of its first
// declarator, which may be nameless, as in a cast. Never NULL.
const struct type *type_of_declaration(struct types *types, const char *text, size_t text_len,
				       const char *name, size_t name_len);

// Gives the type of an expression. Never NULL.
const struct type *type_of_expression(struct types *types, const char *text, size_t len);

// Appends a type as C spells it; typedefs are not kept. "" for what is too long to spell.
void type_text(const struct type *type, struct str *out);

// Gives what a member access reaches: the struct itself, or what a pointer or array leads to.
// NULL when there is no struct.
const struct type *type_record_of(const struct type *type);

// Calls visit for each member, those of nameless structs in them too, in order. Returns false when
// not all could be placed.
typedef void (*member_fn)(void *ctx, const struct member *member);
bool type_each_member(struct types *types, const struct type *record, member_fn visit, void *ctx);

// Finds a member by name; the strings of *found stay valid as long as types. Returns false when
// there is none.
bool type_find_member(struct types *types, const struct type *record, const char *name, size_t len,
		      struct member *found);

// Gives size and alignment as the x86-64 ABI has them. Returns false when they are not known.
bool type_layout(struct types *types, const struct type *type, uint64_t *size_bytes,
		 uint64_t *align_bytes);

// Tells whether tokens [first, end) hold an attribute that makes a layout another one.
bool type_has_layout_attribute(const struct tokens *tokens, size_t first, size_t end);

// Tells whether a type's name begins at a token: "unsigned", "struct", a typedef.
bool type_begins_at(struct types *types, const struct tokens *tokens, size_t i);

// Gives a new type of a kind, owned by types.
struct type *type_new(struct types *types, enum type_kind kind, const struct type *inner);

// Begins to read a text. Returns false when too much was read already, or texts in texts are too
// deep; true must be followed by type_leave().
bool type_enter(struct types *types, size_t text_len);
void type_leave(struct types *types);

// name_classify_fn of the scope and the session; ctx is a struct types.
enum name_class type_classify(void *ctx, const char *name, size_t len);

// Evaluates an integer constant expression: numbers, enumerators, macros, sizeof. Returns false
// when it is none or cannot be told.
bool type_constant(struct types *types, const char *text, size_t len, int64_t *value);

// Gives the value of an enumerator. Returns false when it cannot be told.
bool type_enumerator(struct types *types, const struct type *enumeration, const char *name,
		     size_t len, int64_t *value);

// Calls visit with each enumerator and its value. Returns false when a value cannot be told.
typedef void (*enumerator_fn)(void *ctx, const char *name, size_t len, int64_t value);
bool type_each_enumerator(struct types *types, const struct type *enumeration, enumerator_fn visit,
			  void *ctx);

#endif
