// jit/read/symbol.h - what every name means: the declarations of headers and cells, and their
// order.
//
// A declaration is a piece of C text under the names that it defines. The text of the session is
// the set of current declarations; a unit's prelude is the part of it that its items name,
// transitively, in order (prelude_collect).
//
// 1. C keeps macros, tags and ordinary names apart; so does struct name.
// 2. order is the place in the session's text. A redefinition keeps the place of what it
//    replaces unless it needs something that stands later.
// 3. Every change is in a log and can be rolled back, in reverse, until symbols_commit().
// 4. A text sees the macros that stood before it: a macro that #undef ended lives on for what was
//    declared under it, and a new one means nothing to older texts. A macro that is defined anew
//    without #undef takes the old one's place: the correction reaches older texts.
#ifndef CICLE_JIT_READ_SYMBOL_H
#define CICLE_JIT_READ_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uthash.h>

#include "base/str.h"
#include "jit/read/item.h"

enum decl_kind {
	DECL_MACRO,
	DECL_TYPE,     // typedef, struct, union, enum, static inline function of a header
	DECL_FUNCTION, // a prototype; of the session when slot is not 0
	DECL_OBJECT,   // an extern declaration; of the session when slot is not 0
};

enum name_space {
	SPACE_MACRO,
	SPACE_TAG,
	SPACE_ORDINARY,
	SPACE_CNT,
};

// One identifier that some text mentions. Lives as long as the table.
struct name {
	char *text;                      // owned
	struct decl *current[SPACE_CNT]; // NULL: not defined
	struct decl *past_macros;        // those that #undef ended, newest first
	uint64_t walk;                   // the last prelude walk that came by
	uint64_t call_walk;              // the last unit that calls it without a declaration
	uint64_t cell;                   // the last cell that changed its macro
	uint64_t function_cell;          // the last cell that defined it as a function
	bool needs_cc;                   // a word that libtcc does not know: _Complex, __int128
	UT_hash_handle hh;
};

// The text of a function that the session can compile again.
struct function {
	char *name;
	char *file;             // the cell's name in texts: "In[3]"
	uint32_t line;          // where the text starts
	size_t column_byte;     // in that line
	char *text;             // storage words blanked out, static locals hoisted
	size_t name_byte;       // where its name stands in text
	size_t body_byte;       // where its '{' stands in text
	uint64_t order;         // its place in the session's text: which macros it sees
	uint32_t *static_slots; // of its hoisted static locals: "cicle_s<slot>" in text
	size_t static_cnt;
	char *tests;   // owned; what is specialised for constants does instead; NULL: nothing is
	bool needs_cc; // its cell was beyond libtcc
	uint32_t other_cnt; // owners besides the first
	bool keeps_statics; // static locals in text are its own, and may change
};

struct decl {
	enum decl_kind kind;
	const char *text; // C text without newline at its end
	size_t text_len;
	char *owned_text; // NULL when text is part of a header's text
	const char *file; // interned or part of a longer-lived text; header path or cell name
	uint32_t line;
	uint64_t order;
	uint64_t stamp;     // the order that it was made with; later than order in another's place
	uint64_t end_order; // a macro that #undef ended: where; 0: none
	struct decl *older; // the next of its name's past macros
	uint64_t cell;      // the last cell that declared it (its order)
	uint64_t walk;
	uint64_t walk_low, walk_high; // macros: the places that the walk looked at its uses from
	struct name **uses; // identifiers in text (and, for a session object, its initialiser)
	size_t use_cnt;
	bool has_uses;          // uses is filled
	bool is_of_cell;        // a cell's, not a header's
	bool is_type_name;      // DECL_TYPE: a typedef under SPACE_ORDINARY
	bool has_function_type; // a typedef of a function's type
	bool is_of_program;     // of a cell that defines main
	bool is_broken;         // a function that does not compile any more since something changed
	bool needs_cc;          // only the second compiler can read it (a header beyond libtcc)
	bool hides_header;      // a cell's, where a header declares something else by that name
	struct name *name;      // the first name that it defines
	char *link_name; // library functions and objects: the linker's name when asm("") says so
	uint32_t slot;   // session functions and objects: the runner's slot; 0 otherwise
	struct function *function; // owned; session functions
	char *source;              // owned; the item as typed, for inspection; NULL for headers
	struct decl *next;         // all declarations ever made, newest first
};

struct symbol_change {
	struct name *name; // NULL: an order change of decl
	enum name_space space;
	struct decl *before;
	bool is_end; // of a macro: before went to the name's past macros
	struct decl *decl;
	uint64_t order;
};

struct symbols {
	struct name *names; // uthash
	struct decl *decls;
	const struct decl *committed; // the newest at the last commit
	bool is_taken_back;           // something has been since
	uint64_t next_order;
	uint64_t walk;
	uint64_t version; // counts the commits that changed something
	struct symbol_change *log;
	size_t log_cnt, log_cap;
};

// Gives a function another owner. NULL is fine.
struct function *function_share(struct function *function);

// To be called by each owner; the last one frees it. NULL is fine.
void function_free(struct function *function);

void symbols_init(struct symbols *symbols);
void symbols_release(struct symbols *symbols);

// Finds or makes the entry of an identifier. Never NULL.
struct name *symbols_name(struct symbols *symbols, const char *text, size_t len);

// Finds the entry of an identifier, or NULL.
struct name *symbols_find(const struct symbols *symbols, const char *text, size_t len);

// Tells whether a name means anything now.
bool name_is_defined(const struct name *name);

// Makes a declaration that no name points to yet. text is copied when is_owned, else borrowed for
// the table's life.
struct decl *symbols_decl(struct symbols *symbols, enum decl_kind kind, const char *text,
			  size_t text_len, bool is_owned);

// Makes decl the meaning of a name. Logged.
void symbols_define(struct symbols *symbols, struct name *name, enum name_space space,
		    struct decl *decl);

// Takes a name's meaning away (#undef, a dropped object). Logged.
void symbols_undefine(struct symbols *symbols, struct name *name, enum name_space space);

// Ends a macro (#undef): texts that stand before this place keep it. Logged.
void symbols_end_macro(struct symbols *symbols, struct name *name);

// Gives the macro that a name is at a place of the session's text (UINT64_MAX: its end), or NULL.
struct decl *name_macro_at(const struct name *name, uint64_t order);

// Puts a macro in the place of the one that it corrects, which is of the same cell: what stood
// between the two keeps the old one. Logged.
void symbols_correct_macro(struct symbols *symbols, struct name *name, struct decl *macro);

// Gives a declaration the place of the one that it replaces (NULL: none) or, when its text needs
// something that stands later, a new place after everything. Returns true when it moved, so that
// what depends on it must follow (symbols_move_dependents).
bool symbols_place(struct symbols *symbols, struct decl *decl, const struct decl *replaced);

// Gives a new declaration an earlier place, unless its text needs something that stands later.
void symbols_place_at(struct symbols *symbols, struct decl *decl, uint64_t order);

// Moves every current declaration that mentions a changed one, transitively, behind it.
void symbols_move_dependents(struct symbols *symbols, struct decl *const *changed,
			     size_t changed_cnt);

// Keeps the changes since the last commit, or takes them back.
void symbols_commit(struct symbols *symbols);
void symbols_rollback(struct symbols *symbols);

// Frees the declarations that were made since the last commit and taken back: nobody may hold them.
// Returns whether there were any.
bool symbols_sweep(struct symbols *symbols);

// Tells whether a name is a typedef of a function's type: `typedef int compare(int, int);`.
bool symbols_is_function_type(struct symbols *symbols, const char *text, size_t len);

// name_classify_fn for items_init(); ctx is a struct symbols.
enum name_class symbols_classify(void *ctx, const char *text, size_t len);

// Fills decl->uses from its text.
void symbols_scan_uses(struct symbols *symbols, struct decl *decl);

// A macro that means something else at a text's place than at the session's end.
struct pin {
	struct name *name;
	const struct decl *macro; // there; NULL: none
};

// Collects what texts need: the declarations that they name, transitively.
struct prelude {
	struct symbols *symbols;
	struct decl **decls; // owned; ordered after prelude_sort()
	size_t cnt, cap;
	struct decl **ended; // owned; of them, macros that end again, by end_order (prelude_sort)
	size_t ended_cnt;
	struct visit *visits; // owned; what was added and not looked into yet
	size_t visit_cnt, visit_cap;
	struct pin *pins; // owned; of the text that was added last
	size_t pin_cnt, pin_cap;
	struct name **unknown; // owned; identifiers without any meaning (locals, fields, libc)
	size_t unknown_cnt, unknown_cap;
	bool needs_cc; // something in it is beyond libtcc
};

void prelude_init(struct prelude *prelude, struct symbols *symbols);
void prelude_release(struct prelude *prelude);

// Adds what a text names. Adds a declaration itself with all that it names.
void prelude_add_text(struct prelude *prelude, const char *text, size_t len);
void prelude_add_decl(struct prelude *prelude, struct decl *decl);

// Adds what a text at a place of the session's text names. Where macros meant something else
// there, it is said in prelude->pins: the caller defines them so before the text and back behind
// it (prelude_pin_text).
void prelude_add_text_at(struct prelude *prelude, const char *text, size_t len, uint64_t order);

// Appends the directives that make the pins hold, or those that end them.
void prelude_pin_text(const struct prelude *prelude, struct str *out, bool is_end);

void prelude_sort(struct prelude *prelude);

// Tells whether the walk came by a declaration.
bool prelude_has(const struct prelude *prelude, const struct decl *decl);

#endif
