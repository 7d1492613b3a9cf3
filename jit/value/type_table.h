// jit/value/type_table.h - what types are made of, as the table that units give to the runner.
//
// A row says what a type is: a number, a pointer to row 3, a struct of these fields. Sizes and
// offsets are C expressions over typedefs, cicle_t<row>, so that the compiler fills them in.
#ifndef CICLE_JIT_VALUE_TYPE_TABLE_H
#define CICLE_JIT_VALUE_TYPE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "jit/type/shape.h"
#include "jit/read/symbol.h"
#include "jit/value/value.h"

// A row's kind that the compiler chooses among those of numbers.
#define TYPE_OF_NUMBER (-1)

struct type_row {
	int kind;      // enum value_kind or TYPE_OF_NUMBER
	int of;        // the row of an array's items, or of what a pointer leads to; -1: not known
	bool is_array; // cnt comes from the sizes of the whole and of an item
	bool is_sized; // there is a cicle_t<row>
	size_t cnt;    // of fields
	char *name;    // owned
	char *fields;  // owned; "{...},{...}", NULL: none
	const char *key; // the '{' of a struct's body: each struct is in the table once
};

// Zeroed but for symbols and flags it is empty. Release with type_table_release().
struct type_table {
	struct symbols *symbols;
	bool follows;  // what pointers in structs and arrays lead to is in the table
	bool is_chain; // what is added is the value, or what it leads to
	bool has_flexible_array;
	struct str types;      // "typedef __typeof__(...) cicle_t0;\n..."
	struct type_row *rows; // owned
	size_t cnt, cap;
	size_t bits_cnt; // objects that tell where a bit-field is
	int depth;
};

void type_table_release(struct type_table *table);

// Adds what a declaration declares, with all that it is made of. expression: C of that type. name:
// how users spell it. Returns its row, or -1 for what has no known body.
int type_table_add(struct type_table *table, const struct shape *shape, const char *expression,
		   const char *name);

// Adds one row. expression may be NULL: nothing is known of its size.
int type_table_add_row(struct type_table *table, int kind, const char *expression,
		       const char *name);

// Finds what the identifier at a token means in the session; NULL: nothing, or it is none.
const struct decl *type_table_find(struct type_table *table, const struct tokens *tokens, size_t i,
				   enum name_space space);

// Opens the typedef that a shape's specifiers name: aliased is what it stands for. Returns -1, with
// nothing to release, when they name none; else the caller releases the reading.
int type_table_open(struct type_table *table, const struct shape *shape, struct reading *reading,
		    struct shape *aliased);

// Appends the definitions behind the typedefs: cicle_f<row>, and cicle_types.
void type_table_text(const struct type_table *table, struct str *out);

#endif
