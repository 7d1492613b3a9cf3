// jit/read/cell.h - what a cell defines and what it runs: from items to declarations and
// statements.
//
// A cell is read in two steps, because the size of `int a[] = {1, 2, 3};` is only known to the
// compiler:
//   cell_init()           items; macros, types and prototypes are defined in the symbols
//   cell_sizing_text()    what to compile to learn the objects' sizes (when cell_needs_sizes)
//   cell_define_objects() objects are defined; what changed for older code is known
// All changes are in the symbols' log: the caller commits or rolls back.
#ifndef CICLE_JIT_READ_CELL_H
#define CICLE_JIT_READ_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/list.h"
#include "base/str.h"
#include "jit/read/item.h"
#include "jit/read/lex.h"
#include "jit/read/symbol.h"

// What every declaration of a session object carries. libtcc's x86-64 code reads a double of
// another unit with a direct 32-bit distance when it compares or adds it (`ucomisd x(%rip)`), and
// its linker would lead that through a jump table, as for a function: a wrong value, silently.
// Hidden symbols are reached directly; code and objects are close enough (jit/runner/region.h).
#define OBJECT_ATTRIBUTE "__attribute__((visibility(\"hidden\")))"

// Where a text comes from. Lives as long as the session: declarations point to it.
struct source {
	char *file;  // the name in compiled texts, "In[3]": the first number the text ran under
	char *label; // the number it last ran under: what users see
	char *text;
	char *shown;            // what users see of it, line by line; NULL: text itself
	char *value_type;       // the trailing expression's, or NULL: as it was at value_version
	uint64_t value_version; // of the symbols
	bool needs_cc;          // libtcc cannot compile it, the second compiler can
	bool is_jit;            // it has options of its own (session_jit.c):
	bool is_fresh;          // what was compiled before will not do
	struct list cc_flags;   // for the second compiler, behind the session's
	struct list consts;     // "n=1024"
	bool has_declared;      // sources_trim() has found declarations of it
	UT_hash_handle hh;      // by text
	UT_hash_handle by_file;
};

struct cell_size {
	uint64_t size_bytes;
	uint64_t align_bytes;
	uint64_t item_cnt; // of an array's outermost dimension; 0 for other objects
};

// An object that the cell gives a home: a top-level one, or a hoisted static local.
struct cell_object {
	const struct item *item;
	const struct declarator *declarator;
	const struct tokens *tokens; // the cell's, or those of a function's text
	struct decl *decl;           // NULL for a static local, and before cell_define_objects()
	uint64_t order;              // its place in the session's text
	char *type_name;             // generated tag of an anonymous struct, or NULL
	uint32_t slot;
	struct cell_size size;
	bool is_size_known;
	bool is_static_local;
	bool is_thread_local;
	uint32_t line;
};

struct cell_function {
	struct decl *decl;
	const struct item *item;
	uint64_t order;            // its place in the session's text
	struct function *function; // owned until cell_commit() gives it to decl
};

// Whether the lines of the cell's own statements are profiled.
enum cell_lines {
	CELL_LINES_OFF,
	CELL_LINES_EACH,
	CELL_LINES_WHOLE, // all statements as one
};

struct cell {
	struct symbols *symbols;
	const struct source *source;
	uint64_t order; // where the cell starts in the session's text; no other cell has the same
	char *text; // the source's text, without what a false #if left out, some macros expanded
	struct tokens tokens;
	struct items items;
	struct cell_object *objects;
	size_t object_cnt, object_cap;
	struct cell_function *functions;
	size_t function_cnt, function_cap;
	struct decl **decls; // everything that the cell declares, in order
	size_t decl_cnt, decl_cap;
	struct decl **changed; // declarations with another meaning for older code than before
	size_t changed_cnt, changed_cap;
	const struct item *expression; // the trailing one, or NULL
	char *value_type; // the expression's type as libtcc spells it (jit/value/show.h); NULL:
			  // unknown
	int show_depth;   // how far the value's pointers are followed (jit/runner/value.h)
	enum cell_lines lines; // the caller's choice; cell_entry_text() writes the probes
	bool has_main;
	uint32_t destructor_line; // of a function that has the attribute; 0: none has
	bool has_code;            // reading it: something that runs was met
	bool has_moving_macro;    // a macro changes in mid-cell: statements need the directives too
	struct str first_macros;  // directives: the macros that change, as they are before the cell
	bool keeps_statics;       // static locals were not hoisted
	uint32_t *next_slot;
};

// Reads a text. Takes *text. next_slot numbers new objects and functions.
// Returns -1 with err filled for a text that no C reader can take apart (open comment, NUL).
int cell_init(struct cell *cell, struct symbols *symbols, const struct source *source, char **text,
	      uint32_t *next_slot, struct err *err);
void cell_release(struct cell *cell);

// Tells whether a declaration is one of the cell's.
bool cell_has(const struct cell *cell, const struct decl *decl);

// Tells whether some object's size must be asked from the compiler.
bool cell_needs_sizes(const struct cell *cell);

// Appends the function `void cicle_sizes(unsigned long *out)` that stores, for every object of the
// cell, size, alignment and item count.
void cell_sizing_text(const struct cell *cell, struct str *out);

// Gives up hoisting static locals: their types are not visible outside of their function.
void cell_keep_statics(struct cell *cell);

// Defines the objects (sizes: cell->objects[].size filled) and the functions' final texts, and
// finds what changed for older code.
void cell_define_objects(struct cell *cell);

// Makes the functions' new texts the ones that the session knows; the symbols' log is committed
// too.
void cell_commit(struct cell *cell);

// Appends the body of the cell's entry: initialisers and statements in order, without the
// trailing expression. is_fast: for an optimising compiler.
void cell_entry_text(const struct cell *cell, bool is_fast, struct str *out);

// Appends the probe of the line that an item begins on, if lines are profiled.
void cell_line_probe(const struct cell *cell, const struct item *item, struct str *out);

// Tells whether the trailing expression begins like a number, so that its type needs no asking.
bool cell_is_number(const struct cell *cell);

// Tells whether the trailing expression is a call of a function of cicle.h: it shows what it is
// asked to, and its own value is of no interest.
bool cell_is_own_call(const struct cell *cell);

// Appends a function that cannot compile because of the trailing expression's type, so that the
// compiler's message names it: the type itself, or for the second compiler, which would make a
// pointer of an array, that of a pointer to it.
void cell_typing_text(const struct cell *cell, bool is_for_cc, struct str *out);

// Appends the trailing expression behind a line directive, without a newline: the compiler tells
// an error when it has read the next token, on that token's line.
void cell_expression_text(const struct cell *cell, struct str *out);

#endif
