// jit/read/span.h - pieces of a cell's text, by its tokens.
//
// All of them append to out; [first, end) are token numbers, and the text keeps its columns.
#ifndef CICLE_JIT_READ_SPAN_H
#define CICLE_JIT_READ_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "jit/read/item.h"
#include "jit/read/lex.h"

// Appends "#line N "file"\n".
void line_directive(struct str *out, uint32_t line, const char *file);

// Appends so many blanks: what stands behind them has the column that it has in the cell.
void column_padding(struct str *out, size_t column_byte);

// The bytes of the text at which token i starts, and at which the tokens before `end` end.
size_t span_start(const struct tokens *tokens, size_t i);
size_t span_end(const struct tokens *tokens, size_t end);

// The byte of its line at which a token stands.
// Above 1000, where columns are not kept, it may be any such number.
size_t span_column(const struct tokens *tokens, size_t i);

// Goes on in a new line that has the place of a token.
void span_add_place(struct str *out, const struct tokens *tokens, size_t i, const char *file);

// Appends the text of tokens [first, end) as it stands; or with storage words (static, extern,
// _Thread_local) as blanks.
void span_add(struct str *out, const struct tokens *tokens, size_t first, size_t end);
void span_add_unstored(struct str *out, const struct tokens *tokens, size_t first, size_t end);

// Blanks tokens [first, end) in a text that starts at a byte of the cell. Lines stay.
void span_blank(struct str *text, const struct tokens *tokens, size_t first, size_t end,
		size_t text_start);

// Tells whether a token is one of the words for thread-local storage.
bool is_thread_word(const struct tokens *tokens, size_t i);

// The token of a struct's, union's or enum's tag, or NO_TOKEN.
size_t span_tag_name(const struct tokens *tokens, const struct item *item);

// Appends what stands between a struct's body and the first declarator: the attributes, which are
// the struct's, or all but them.
void span_add_behind_body(struct str *out, const struct tokens *tokens, const struct item *item,
			  bool of_struct);

// Appends the specifiers of an object without storage words; a struct's body is left out.
// type_name: the tag that was made up for one without, or NULL.
void span_add_object_type(struct str *out, const struct tokens *tokens, const struct item *item,
			  const char *type_name);

#endif
