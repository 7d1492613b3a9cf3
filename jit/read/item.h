// jit/read/item.h - a text's top-level pieces: what is a declaration, what a statement, what a
// value.
//
// C alone cannot tell `a * b;` the declaration from `a * b;` the expression: the parser asks its
// caller what a name means. Texts with errors are split as well as they can be; the compiler
// says what is wrong with them.
#ifndef CICLE_JIT_READ_ITEM_H
#define CICLE_JIT_READ_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jit/read/lex.h"

enum item_kind {
	ITEM_DIRECTIVE,   // one preprocessor line
	ITEM_TYPE,        // struct, union, enum, typedef, _Static_assert: nothing to run
	ITEM_FUNCTION,    // a definition with its body
	ITEM_DECLARATION, // objects and prototypes; may define a struct, union or enum by the way
	ITEM_STATEMENT,
	ITEM_EXPRESSION, // the last item, without ';': its value is shown
};

#define NO_TOKEN SIZE_MAX

// All positions are token numbers; an end is the token after the last one.
struct declarator {
	size_t first, end;     // "*names[3]"
	size_t name;           // the identifier in it
	size_t init, init_end; // what stands after '='; NO_TOKEN when there is none
	bool is_function;      // "f(int)", but not "(*f)(int)"
};

struct item {
	enum item_kind kind;
	size_t first, end;
	size_t spec_end; // declarations: the specifiers are first .. spec_end
	size_t tag;      // the first struct, union or enum keyword in them, or NO_TOKEN
	size_t tag_body; // its '{', or NO_TOKEN
	size_t body;     // ITEM_FUNCTION: the body's '{'
	struct declarator *declarators; // owned; one for ITEM_FUNCTION
	size_t declarator_cnt, declarator_cap;
	bool is_typedef, is_extern, is_static;
	bool has_attribute;  // __attribute__ stands in the specifiers or a function's head
	bool is_constructor; // ITEM_FUNCTION: with __attribute__((constructor))
};

enum name_class {
	NAME_UNKNOWN,
	NAME_TYPE,  // a typedef, or a macro that begins like a declaration
	NAME_VALUE, // an object, function, enumerator or any other macro
};

// Tells what a name means in the session, before the text.
typedef enum name_class (*name_classify_fn)(void *ctx, const char *name, size_t len);

struct items {
	struct item *items; // owned
	size_t cnt, cap;
};

// Splits a tokenised text into items. tokens must outlive the result. classify may be NULL.
// Release with items_release().
void items_init(struct items *items, const struct tokens *tokens, name_classify_fn classify,
		void *ctx);
void items_release(struct items *items);

// Reads the one declaration that starts at token i (a static local inside a body). The caller
// releases item->declarators with free().
void item_init_at(struct item *item, const struct tokens *tokens, size_t i,
		  name_classify_fn classify, void *ctx);

// Tells whether a token is a word of C that begins a declaration.
bool item_is_declaration_word(const struct tokens *tokens, size_t i);

// Tells how a macro's body (the text after its name and parameters) makes the macro read.
enum name_class macro_class(const char *body, size_t len, name_classify_fn classify, void *ctx);

// Reads "#define NAME body". Returns false when the directive is another one.
// name and body point into text; a function-like macro's body starts after its parameters.
struct macro_parts {
	const char *name;
	size_t name_len;
	const char *body;
	size_t body_len;
	bool has_parameters;
};
bool directive_define(const char *text, size_t len, struct macro_parts *parts);

// Gives a directive's keyword ("include", "define", "if"...), "" for a lone '#'.
const char *directive_keyword(const char *text, size_t len, size_t *keyword_len);

#endif
