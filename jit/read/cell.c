// jit/read/cell.c - what a cell defines and what it runs: from items to declarations and
// statements.
#include "jit/read/cell.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/check.h"
#include "jit/read/escape.h"
#include "jit/read/expand.h"
#include "jit/read/header.h"
#include "jit/read/kept.h"
#include "jit/read/macro.h"
#include "jit/read/newer.h"
#include "jit/read/program.h"
#include "jit/read/signature.h"
#include "jit/read/size.h"
#include "jit/read/statement.h"
#include "profiler/runtime/probe_text.h"

// An initialiser of plain constants for an object above this size is compiled as static data:
// the usual way, a copy of a local, would need that much stack.
#define STATIC_INIT_MIN_BYTES 65536

// Items keep their columns up to here: as each one's is written as blanks, a line of n items would
// take n * n.
#define COLUMN_MAX 1000

// --- text pieces ----------------------------------------------------------------------------

void line_directive(struct str *out, uint32_t line, const char *file)
{
	str_printf(out, "#line %u \"%s\"\n", line, file);
}

void column_padding(struct str *out, size_t column_byte)
{
	if (column_byte <= COLUMN_MAX)
		str_printf(out, "%*s", (int)column_byte, "");
}

// The byte of its line at which a token stands; above COLUMN_MAX when it is further.
static size_t column_of(const struct tokens *tokens, size_t i)
{
	size_t at = tokens->items[i].start_byte;
	size_t from = at > COLUMN_MAX ? at - COLUMN_MAX - 1 : 0;
	const char *newline = memrchr(tokens->text + from, '\n', at - from);

	return newline ? (size_t)(tokens->text + at - newline - 1) : at - from;
}

// Goes on in a new line that has the place of a token.
static void add_place(struct str *out, const struct tokens *tokens, size_t i, const char *file)
{
	if (out->len && out->data[out->len - 1] != '\n')
		str_putc(out, '\n');
	line_directive(out, tokens->items[i].line, file);
	column_padding(out, column_of(tokens, i));
}

static bool is_thread_word(const struct tokens *tokens, size_t i)
{
	return token_is(tokens, i, "_Thread_local") || token_is(tokens, i, "__thread") ||
	       token_is(tokens, i, "thread_local");
}

static bool is_storage_word(const struct tokens *tokens, size_t i)
{
	return is_thread_word(tokens, i) || tokens->items[i].words & WORD_STORAGE;
}

static size_t start_byte(const struct tokens *tokens, size_t i)
{
	return tokens->items[i].start_byte;
}

static size_t end_byte(const struct tokens *tokens, size_t end)
{
	return tokens->items[end - 1].end_byte;
}

// Appends the text of tokens [first, end) as it stands.
static void add_span(struct str *out, const struct tokens *tokens, size_t first, size_t end)
{
	if (first < end)
		str_add(out, tokens->text + start_byte(tokens, first),
			end_byte(tokens, end) - start_byte(tokens, first));
}

// Appends the text of tokens [first, end) with storage words as blanks: same length, same columns.
static void add_span_unstored(struct str *out, const struct tokens *tokens, size_t first,
			      size_t end)
{
	size_t base = out->len;

	add_span(out, tokens, first, end);
	for (size_t i = first; i < end; i++)
		if (is_storage_word(tokens, i))
			memset(out->data + base + start_byte(tokens, i) - start_byte(tokens, first),
			       ' ', tokens->items[i].end_byte - start_byte(tokens, i));
}

static size_t tag_name_token(const struct tokens *tokens, const struct item *item)
{
	size_t i = item->tag + 1;

	while (token_is(tokens, i, "__attribute__"))
		i = token_after_bracket(tokens, i + 1);
	return tokens->items[i].kind == TOKEN_IDENT ? i : NO_TOKEN;
}

// Appends what stands between a struct's body and the first declarator: the attributes, which are
// the struct's, or all but them.
static void add_behind_body(struct str *out, const struct tokens *tokens, const struct item *item,
			    bool of_struct)
{
	size_t i = token_after_bracket(tokens, item->tag_body);

	while (i < item->spec_end) {
		bool is_attribute = tokens->items[i].words & WORD_PARENS;
		size_t end = is_attribute ? token_after_bracket(tokens, i + 1) : i + 1;

		if (is_attribute == of_struct && !is_storage_word(tokens, i)) {
			add_span(out, tokens, i, end);
			str_putc(out, ' ');
		}
		i = end;
	}
}

// Appends the specifiers of an object without storage words; a struct's body is left out.
static void add_object_type(struct str *out, const struct tokens *tokens, const struct item *item,
			    const char *type_name)
{
	size_t name;

	if (item->tag_body == NO_TOKEN) {
		add_span_unstored(out, tokens, item->first, item->spec_end);
		str_puts(out, item->spec_end > item->first ? " " : "int ");
		return;
	}
	name = tag_name_token(tokens, item);
	add_span_unstored(out, tokens, item->first, item->tag + 1);
	str_putc(out, ' ');
	if (type_name)
		str_puts(out, type_name);
	else
		add_span(out, tokens, name, name + 1);
	str_putc(out, ' ');
	add_behind_body(out, tokens, item, false);
}

// Tells whether an object's type is that of its initialiser: __auto_type x = 3, auto x = 3.
static bool is_deduced(const struct cell_object *object)
{
	const struct tokens *t = object->tokens;
	bool is_deduced = false;

	if (object->declarator->init == NO_TOKEN || object->item->tag != NO_TOKEN ||
	    object->declarator->first != object->declarator->name)
		return false;
	for (size_t i = object->item->first; i < object->item->spec_end; i++) {
		if (token_is(t, i, "auto") || token_is(t, i, "__auto_type"))
			is_deduced = true;
		else if (!(t->items[i].words & WORD_SPECIFIER))
			return false;
	}
	return is_deduced;
}

static void add_type(struct str *out, const struct cell_object *object)
{
	const struct item *item = object->item;
	const struct tokens *t = object->tokens;

	if (!is_deduced(object)) {
		add_object_type(out, t, item, object->type_name);
		return;
	}
	for (size_t i = item->first; i < item->spec_end; i++)
		if (token_is(t, i, "const") || token_is(t, i, "volatile"))
			str_puts(out, token_is(t, i, "const") ? "const " : "volatile ");
	str_puts(out, "__typeof__(");
	add_span(out, t, object->declarator->init, object->declarator->init_end);
	str_puts(out, ") ");
}

static bool has_open_dimension(const struct cell_object *object)
{
	return token_is(object->tokens, object->declarator->name + 1, "[") &&
	       token_is(object->tokens, object->declarator->name + 2, "]");
}

// Appends the declarator; an open first dimension is filled in.
static void add_declarator(struct str *out, const struct cell_object *object)
{
	const struct declarator *d = object->declarator;

	if (!has_open_dimension(object) || !object->size.item_cnt) {
		add_span(out, object->tokens, d->first, d->end);
		return;
	}
	add_span(out, object->tokens, d->first, d->name + 1);
	str_printf(out, "[%llu]", (unsigned long long)object->size.item_cnt);
	add_span(out, object->tokens, d->name + 3, d->end);
}

static void add_name(struct str *out, const struct cell_object *object)
{
	add_span(out, object->tokens, object->declarator->name, object->declarator->name + 1);
}

// --- what the cell declares -----------------------------------------------------------------

static void push_decl(struct decl ***list, size_t *cnt, size_t *cap, struct decl *decl)
{
	if (*cnt == *cap) {
		*cap = *cap ? *cap * 2 : 16;
		*list = mem_grow(*list, *cap, sizeof **list);
	}
	(*list)[(*cnt)++] = decl;
}

static void push_own(struct cell *cell, struct decl *decl)
{
	decl->cell = cell->order;
	push_decl(&cell->decls, &cell->decl_cnt, &cell->decl_cap, decl);
}

bool cell_has(const struct cell *cell, const struct decl *decl)
{
	return decl->cell == cell->order;
}

static bool is_same_text(const struct decl *decl, enum decl_kind kind, const struct str *text)
{
	return decl && decl->kind == kind && decl->text_len == text->len &&
	       !memcmp(decl->text, str_text(text), text->len);
}

struct name_list {
	struct symbols *symbols;
	struct decl *decl; // NULL: only find the first name
	struct name *first;
	enum name_space first_space;
};

// Takes the other names of a declaration away that another one has replaced under one of them:
// `enum {RED, BLUE}` defines RED anew, so that the old enum with RED cannot be declared any more.
static void forget_names(struct symbols *symbols, struct decl *old)
{
	symbols_scan_uses(symbols, old);
	for (size_t i = 0; i < old->use_cnt; i++)
		for (int space = SPACE_TAG; space < SPACE_CNT; space++)
			if (old->uses[i]->current[space] == old)
				symbols_undefine(symbols, old->uses[i], (enum name_space)space);
}

static void list_name(void *ctx, const char *text, size_t len, enum name_space space,
		      bool is_type_name)
{
	struct name_list *list = ctx;
	struct name *name = symbols_name(list->symbols, text, len);
	struct decl *old = name->current[space];

	(void)is_type_name;
	if (!list->first) {
		list->first = name;
		list->first_space = space;
	}
	if (!list->decl)
		return;
	symbols_define(list->symbols, name, space, list->decl);
	if (old && old != list->decl && old->kind == DECL_TYPE)
		forget_names(list->symbols, old);
}

// Puts a new declaration in the place of what a name meant, and notes the change for older code.
static void replace_decl(struct cell *cell, struct decl *decl, struct decl *old)
{
	if (symbols_place(cell->symbols, decl, old)) {
		symbols_move_dependents(cell->symbols, &decl, 1);
		if (old && decl->kind == DECL_MACRO) // its names are looked up where it is used
			decl->order = old->order;
	}
	if (old && !cell_has(cell, old))
		push_decl(&cell->changed, &cell->changed_cnt, &cell->changed_cap, decl);
	push_own(cell, decl);
}

// "struct node;": what came after it needs no more than the tag.
static bool is_without_body(const struct decl *decl)
{
	return !memchr(decl->text, '{', decl->text_len);
}

// Adds a declaration at the end, though its name meant something before: older code stays where it
// is.
static void add_after(struct cell *cell, struct decl *decl, const struct decl *old)
{
	if (!cell_has(cell, old))
		push_decl(&cell->changed, &cell->changed_cnt, &cell->changed_cap, decl);
	push_own(cell, decl);
}

static struct decl *new_decl(struct cell *cell, enum decl_kind kind, const struct str *text,
			     uint32_t line)
{
	struct decl *decl = symbols_decl(cell->symbols, kind, str_text(text), text->len, true);

	decl->is_of_cell = true;
	decl->file = cell->source->file;
	decl->line = line;
	return decl;
}

// A macro of a cell that was preprocessed was read with the headers first: takes it back from them.
static void claim(struct cell *cell, struct decl *decl)
{
	size_t len = strlen(cell->source->file);

	if (decl->is_of_cell || !decl->file || strncmp(decl->file, cell->source->file, len) != 0 ||
	    decl->file[len] != '"')
		return;
	decl->is_of_cell = true;
	decl->file = cell->source->file;
}

// Defines one name, at a place of the session's text (0: its end); keeps the declaration that it
// has when the text is the same.
static struct decl *define_one_at(struct cell *cell, uint64_t order, struct name *name,
				  enum name_space space, enum decl_kind kind,
				  const struct str *text, uint32_t line)
{
	struct decl *old = name->current[space];
	struct decl *decl;

	if (old && is_same_text(old, kind, text)) {
		claim(cell, old);
		push_own(cell, old);
		return old;
	}
	decl = new_decl(cell, kind, text, line);
	if (order)
		symbols_place_at(cell->symbols, decl, order);
	symbols_define(cell->symbols, name, space, decl);
	if (old && old->kind == DECL_TYPE)
		forget_names(cell->symbols, old);
	replace_decl(cell, decl, old);
	return decl;
}

static struct decl *define_one(struct cell *cell, struct name *name, enum name_space space,
			       enum decl_kind kind, const struct str *text, uint32_t line)
{
	return define_one_at(cell, 0, name, space, kind, text, line);
}

// A struct, union or enum under all of its names: the tag that was made up for it (may be empty),
// and what the item's specifiers name.
static void each_type_name(const struct cell *cell, const struct item *item,
			   const struct str *made_up, struct name_list *list)
{
	struct item names = *item;

	names.declarator_cnt = 0;
	if (made_up->len)
		list_name(list, made_up->data, made_up->len, SPACE_TAG, false);
	item_each_name(&cell->tokens, &names, list_name, list);
}

static void define_type(struct cell *cell, const struct item *item, const struct str *made_up,
			const struct str *text)
{
	struct name_list list = {.symbols = cell->symbols};
	struct decl *old;
	uint32_t line = cell->tokens.items[item->first].line;

	each_type_name(cell, item, made_up, &list);
	old = list.first ? list.first->current[list.first_space] : NULL;
	if (old && is_same_text(old, DECL_TYPE, text)) {
		push_own(cell, old);
		return;
	}
	if (old && list.first_space == SPACE_TAG && item->tag_body == NO_TOKEN)
		return; // "struct node;" beside its definition
	list.decl = new_decl(cell, DECL_TYPE, text, line);
	each_type_name(cell, item, made_up, &list);
	if (old && list.first_space == SPACE_TAG && is_without_body(old))
		add_after(cell, list.decl, old);
	else
		replace_decl(cell, list.decl, old);
}

// Remembers what a macro was before the cell, when the cell first changes it.
static void note_macro(struct cell *cell, struct name *name)
{
	const struct decl *old = name->current[SPACE_MACRO];

	if (name->cell == cell->order)
		return;
	name->cell = cell->order;
	str_printf(&cell->first_macros, "#undef %s\n", name->text);
	if (old)
		str_printf(&cell->first_macros, "%.*s\n", (int)old->text_len, old->text);
}

static void set_macro(struct cell *cell, struct name *name, const struct str *text, uint32_t line)
{
	const struct decl *old = name->current[SPACE_MACRO];
	struct decl *decl;

	note_macro(cell, name);
	cell->has_moving_macro |= cell->has_code && !is_same_text(old, DECL_MACRO, text);
	if (!old || !cell_has(cell, old) || is_same_text(old, DECL_MACRO, text)) {
		define_one(cell, name, SPACE_MACRO, DECL_MACRO, text, line);
		return;
	}
	cell->has_moving_macro = true;
	decl = new_decl(cell, DECL_MACRO, text, line);
	symbols_correct_macro(cell->symbols, name, decl);
	push_own(cell, decl);
	push_decl(&cell->changed, &cell->changed_cnt, &cell->changed_cap, decl);
}

static void define_macro(struct cell *cell, const struct item *item)
{
	const struct token *token = &cell->tokens.items[item->first];
	struct str text = {0};
	struct macro_parts parts;

	add_span(&text, &cell->tokens, item->first, item->end);
	if (directive_define(text.data, text.len, &parts))
		set_macro(cell, symbols_name(cell->symbols, parts.name, parts.name_len), &text,
			  token->line);
	str_release(&text);
}

static void undefine_macro(struct cell *cell, const char *text, size_t len)
{
	size_t at = 0, start, name_len;
	struct name *name;

	if (!next_identifier(text, len, &at, &start, &name_len))
		return;
	name = symbols_name(cell->symbols, text + start, name_len);
	if (!name->current[SPACE_MACRO])
		return;
	note_macro(cell, name);
	cell->has_moving_macro = true;
	symbols_end_macro(cell->symbols, name);
}

static void read_directive(struct cell *cell, const struct item *item)
{
	const struct token *token = &cell->tokens.items[item->first];
	const char *text = cell->tokens.text + token->start_byte;
	size_t len = token->end_byte - token->start_byte;
	size_t keyword_len;
	const char *keyword = directive_keyword(text, len, &keyword_len);

	if (keyword_len == 6 && !memcmp(keyword, "define", 6))
		define_macro(cell, item);
	else if (keyword_len == 5 && !memcmp(keyword, "undef", 5))
		undefine_macro(cell, keyword + 5, len - (size_t)(keyword + 5 - text));
}

static struct name *declarator_name(const struct cell *cell, const struct declarator *d)
{
	return symbols_name(cell->symbols, cell->tokens.text + start_byte(&cell->tokens, d->name),
			    cell->tokens.items[d->name].end_byte -
				start_byte(&cell->tokens, d->name));
}

// Tells whether a declarator's name can also be the tag of its own nameless struct: nobody else's
// tag is called so.
static bool is_free_tag(const struct cell *cell, const struct name *name, uint32_t line)
{
	const struct decl *tag = name->current[SPACE_TAG];

	return !tag || tag == name->current[SPACE_ORDINARY] ||
	       (tag->file == cell->source->file && tag->line == line);
}

// A nameless struct, union or enum gets a tag, so that it can be named again: that of what it
// declares, `typedef struct {...} point;` reads `typedef struct point {...} point;`.
// Appends nothing when there is a tag.
static void make_up_tag(struct cell *cell, const struct item *item, struct str *tag)
{
	const struct tokens *tokens = &cell->tokens;
	uint32_t line = tokens->items[item->first].line;

	if (tag_name_token(tokens, item) != NO_TOKEN || !item->declarator_cnt)
		return;
	if (tokens->items[item->declarators[0].name].kind == TOKEN_IDENT &&
	    is_free_tag(cell, declarator_name(cell, &item->declarators[0]), line)) {
		add_span(tag, tokens, item->declarators[0].name, item->declarators[0].name + 1);
		return;
	}
	str_puts(tag, "cicle_tag_");
	for (const char *c = cell->source->file; *c; c++)
		str_putc(tag, isalnum((unsigned char)*c) ? *c : '_');
	str_printf(tag, "%zu", start_byte(tokens, item->tag));
}

// The specifiers from the tag's keyword to the end of its body, with the tag that was made up.
static void add_tagged(struct str *out, const struct cell *cell, const struct item *item,
		       const struct str *made_up)
{
	size_t after = token_after_bracket(&cell->tokens, item->tag_body);

	add_span(out, &cell->tokens, item->tag, item->tag + 1);
	str_printf(out, " %s ", str_text(made_up));
	add_span(out, &cell->tokens, item->tag + 1, after);
	str_putc(out, ' ');
	add_behind_body(out, &cell->tokens, item, true);
}

// Takes the _Static_asserts out of a struct's body, which libtcc does not know there: out gets
// them, to stand behind the struct.
static void move_asserts(struct cell *cell, const struct item *item, struct str *out)
{
	const struct tokens *t = &cell->tokens;
	size_t end = token_after_bracket(t, item->tag_body);

	for (size_t i = item->tag_body; i < end; i++) {
		size_t after;

		if (!token_is(t, i, "_Static_assert") && !token_is(t, i, "static_assert"))
			continue;
		after = token_after_bracket(t, i + 1);
		if (after >= end || !token_is(t, after, ";"))
			continue;
		str_putc(out, '\n');
		line_directive(out, t->items[i].line, cell->source->file);
		add_span(out, t, i, after + 1);
		for (size_t at = start_byte(t, i); at < end_byte(t, after + 1); at++)
			if (cell->text[at] != '\n')
				cell->text[at] = ' ';
		i = after;
	}
}

// The struct, union or enum that a declaration of objects defines by the way. Returns the tag
// that was made up for one without (the caller frees), or NULL.
static char *read_inline_type(struct cell *cell, const struct item *item)
{
	struct item type = *item;
	struct str text = {0}, asserts = {0};
	struct str made_up = {0};

	make_up_tag(cell, item, &made_up);
	move_asserts(cell, item, &asserts);
	add_tagged(&text, cell, item, &made_up);
	str_printf(&text, ";%s", str_text(&asserts));
	str_release(&asserts);
	type.declarator_cnt = 0;
	define_type(cell, &type, &made_up, &text);
	str_release(&text);
	return made_up.len ? str_take(&made_up) : NULL;
}

// One name of a typedef, apart from the struct that it may define by the way: a new struct of that
// tag is then what the typedef means.
static void define_typedef(struct cell *cell, const struct item *item, const struct declarator *d,
			   const char *type_name)
{
	struct str text = {0};
	struct decl *decl;
	bool has_function_type = item_declares_function(cell->symbols, &cell->tokens, item, d);

	str_puts(&text, "typedef ");
	add_object_type(&text, &cell->tokens, item, type_name);
	add_span(&text, &cell->tokens, d->first, d->end);
	str_putc(&text, ';');
	decl = define_one(cell, declarator_name(cell, d), SPACE_ORDINARY, DECL_TYPE, &text,
			  cell->tokens.items[d->name].line);
	decl->is_type_name = true;
	decl->has_function_type = has_function_type;
	str_release(&text);
}

// struct, union, enum, typedef, _Static_assert
static void read_type(struct cell *cell, const struct item *item)
{
	struct str text = {0}, made_up = {0};
	char *type_name = NULL;

	if (item->tag_body != NO_TOKEN) {
		type_name = read_inline_type(cell, item);
	} else if (!item->is_typedef) {
		add_span(&text, &cell->tokens, item->first, item->end);
		if (!token_is(&cell->tokens, item->end - 1, ";"))
			str_putc(&text, ';');
		define_type(cell, item, &made_up, &text);
	}
	for (size_t i = 0; item->is_typedef && i < item->declarator_cnt; i++)
		define_typedef(cell, item, &item->declarators[i], type_name);
	free(type_name);
	str_release(&text);
}

// Tells whether parameter declarations stand between the ')' and the body: f(a, b) int a, b; {
static bool is_old_style(const struct tokens *tokens, const struct item *item)
{
	size_t i = item->declarators[0].end;

	return item->kind == ITEM_FUNCTION && !token_is(tokens, i, "{") &&
	       !token_is(tokens, i, "__attribute__") && !token_is(tokens, i, "__asm__");
}

// Blanks tokens [first, end) in a text that starts at a byte of the cell. Lines stay.
static void blank_tokens(struct str *text, const struct tokens *tokens, size_t first, size_t end,
			 size_t text_start)
{
	for (size_t i = start_byte(tokens, first); text->data && i < end_byte(tokens, end); i++)
		if (text->data[i - text_start] != '\n')
			text->data[i - text_start] = ' ';
}

// Tells whether the size at '[' names something that may vary. `static 3` and `N` do not.
static bool is_variable_size(const struct tokens *tokens, size_t open)
{
	for (size_t i = open + 1; i < tokens->cnt && !token_is(tokens, i, "]"); i++)
		if (tokens->items[i].kind == TOKEN_IDENT && !tokens->items[i].words)
			return true;
	return false;
}

// A parameter `int a[n]` is written `int a[ ]`, which is the same type: libtcc knows no n there.
// text holds the declarator's tokens; text_start is where in the cell it starts.
static void blank_dimensions(struct str *text, const struct tokens *tokens,
			     const struct declarator *d, size_t text_start)
{
	size_t open = d->name + 1, end;

	while (open < d->end && !token_is(tokens, open, "("))
		open++;
	end = token_after_bracket(tokens, open);
	for (size_t i = open + 1; i + 1 < end && i < d->end; i++) {
		size_t close = token_after_bracket(tokens, i) - 1;

		if (token_is(tokens, i, "[") && !token_is(tokens, i - 1, "]") &&
		    !token_is(tokens, i - 1, ")") && is_variable_size(tokens, i))
			blank_tokens(text, tokens, i + 1, close, text_start);
		if (token_is(tokens, i, "(") || token_is(tokens, i, "["))
			i = close;
	}
}

static void add_prototype(struct str *out, const struct cell *cell, const struct item *item,
			  const struct declarator *d)
{
	const struct tokens *tokens = &cell->tokens;
	size_t start;

	if (item->spec_end == item->first)
		str_puts(out, "int ");
	else if (item->tag_body != NO_TOKEN && tag_name_token(tokens, item) != NO_TOKEN)
		add_object_type(out, tokens, item, NULL);
	else
		add_span_unstored(out, tokens, item->first, item->spec_end);
	str_putc(out, ' ');
	if (is_old_style(tokens, item)) {
		add_span(out, tokens, d->first, d->name + 1);
		str_puts(out, "()");
	} else {
		start = out->len;
		add_span(out, tokens, d->first, d->end);
		blank_dimensions(out, tokens, d, start_byte(tokens, d->first) - start);
	}
	str_putc(out, ';');
}

// A prototype that says the same type in other words: old callers need not know.
static struct decl *restate_prototype(struct cell *cell, struct name *name, const struct str *text,
				      bool is_definition, uint32_t line)
{
	struct decl *old = name->current[SPACE_ORDINARY];
	struct decl *decl;

	if (!is_definition)
		return old;
	decl = new_decl(cell, DECL_FUNCTION, text, line);
	decl->slot = old->slot;
	decl->order = old->order;
	symbols_define(cell->symbols, name, SPACE_ORDINARY, decl);
	push_own(cell, decl);
	return decl;
}

static struct decl *define_prototype(struct cell *cell, const struct item *item,
				     const struct declarator *d)
{
	struct str text = {0};
	struct name *name = declarator_name(cell, d);
	struct decl *decl = name->current[SPACE_ORDINARY];
	uint32_t line = cell->tokens.items[d->name].line;

	add_prototype(&text, cell, item, d);
	if (decl && decl->kind == DECL_FUNCTION && decl->slot &&
	    !is_same_text(decl, DECL_FUNCTION, &text) &&
	    signature_is_same(decl->text, decl->text_len, text.data, text.len))
		decl = restate_prototype(cell, name, &text, item->kind == ITEM_FUNCTION, line);
	else
		decl = define_one(cell, name, SPACE_ORDINARY, DECL_FUNCTION, &text, line);
	str_release(&text);
	if (!decl->slot)
		decl->slot = (*cell->next_slot)++;
	return decl;
}

// Replaces the attributes that make a function run by itself when its code is loaded or left: its
// cell runs it (cell_entry_text).
static void drop_start_words(struct cell *cell, const struct item *item)
{
	static const char *const words[] = {"constructor", "__constructor__", "destructor",
					    "__destructor__"};
	const struct tokens *t = &cell->tokens;
	size_t end = item->kind == ITEM_FUNCTION ? item->body : item->end;

	for (size_t i = item->first + 1; i < end; i++) {
		for (size_t word = 0; word < sizeof words / sizeof *words; word++) {
			size_t after =
			    token_is(t, i + 1, "(") ? token_after_bracket(t, i + 1) : i + 1;

			if (!token_is(t, i, words[word]) ||
			    (!token_is(t, i - 1, "(") && !token_is(t, i - 1, ",")))
				continue;
			memset(cell->text + start_byte(t, i), ' ',
			       end_byte(t, after) - start_byte(t, i));
			memcpy(cell->text + start_byte(t, i), "unused", strlen("unused"));
			i = after - 1;
		}
	}
}

static bool is_main(const struct cell *cell, const struct item *item)
{
	return token_is(&cell->tokens, item->declarators[0].name, "main");
}

static void read_function(struct cell *cell, const struct item *item)
{
	struct decl *decl;

	if (item->has_attribute)
		drop_start_words(cell, item);
	if (item->tag_body != NO_TOKEN)
		free(read_inline_type(cell, item));
	decl = define_prototype(cell, item, &item->declarators[0]);
	if (cell->function_cnt == cell->function_cap) {
		cell->function_cap = cell->function_cap ? cell->function_cap * 2 : 8;
		cell->functions =
		    mem_grow(cell->functions, cell->function_cap, sizeof *cell->functions);
	}
	cell->functions[cell->function_cnt++] =
	    (struct cell_function){decl, item, cell->symbols->next_order++, NULL};
	cell->has_main |= is_main(cell, item);
}

// --- objects --------------------------------------------------------------------------------

static struct cell_object *push_object(struct cell *cell)
{
	if (cell->object_cnt == cell->object_cap) {
		cell->object_cap = cell->object_cap ? cell->object_cap * 2 : 8;
		cell->objects = mem_grow(cell->objects, cell->object_cap, sizeof *cell->objects);
	}
	cell->objects[cell->object_cnt] = (struct cell_object){0};
	return &cell->objects[cell->object_cnt++];
}

static void note_object(struct cell *cell, const struct item *item, const struct declarator *d,
			const char *type_name)
{
	struct cell_object *object = push_object(cell);

	object->item = item;
	object->order = cell->symbols->next_order++;
	object->declarator = d;
	object->tokens = &cell->tokens;
	object->type_name = type_name ? mem_strdup(type_name) : NULL;
	object->line = cell->tokens.items[d->first].line;
	for (size_t i = item->first; i < item->spec_end; i++)
		object->is_thread_local |= is_thread_word(object->tokens, i);
	size_guess(object);
}

// "extern T x;": an object of a library, unless the session has it.
static void declare_extern(struct cell *cell, const struct item *item, const struct declarator *d)
{
	struct name *name = declarator_name(cell, d);
	const struct decl *old = name->current[SPACE_ORDINARY];
	struct str text = {0};

	if (old && old->kind == DECL_OBJECT && old->slot)
		return;
	add_span(&text, &cell->tokens, item->first, item->spec_end);
	str_putc(&text, ' ');
	add_span(&text, &cell->tokens, d->first, d->end);
	str_putc(&text, ';');
	define_one(cell, name, SPACE_ORDINARY, DECL_OBJECT, &text,
		   cell->tokens.items[d->name].line);
	str_release(&text);
}

static void read_declaration(struct cell *cell, const struct item *item)
{
	char *type_name = NULL;

	if (item->has_attribute)
		drop_start_words(cell, item);
	if (item->tag_body != NO_TOKEN)
		type_name = read_inline_type(cell, item);
	for (size_t i = 0; i < item->declarator_cnt; i++) {
		const struct declarator *d = &item->declarators[i];

		if (item_declares_function(cell->symbols, &cell->tokens, item, d))
			define_prototype(cell, item, d);
		else if (item->is_extern && d->init == NO_TOKEN)
			declare_extern(cell, item, d);
		else
			note_object(cell, item, d, type_name);
	}
	free(type_name);
}

static void read_item(struct cell *cell, const struct item *item)
{
	cell->has_code |= item->kind == ITEM_STATEMENT || item->kind == ITEM_DECLARATION;
	switch (item->kind) {
	case ITEM_DIRECTIVE:
		read_directive(cell, item);
		break;
	case ITEM_TYPE:
		read_type(cell, item);
		break;
	case ITEM_FUNCTION:
		read_function(cell, item);
		break;
	case ITEM_DECLARATION:
		read_declaration(cell, item);
		break;
	case ITEM_EXPRESSION:
		cell->expression = item;
		break;
	case ITEM_STATEMENT:
		break;
	}
}

// --- static locals --------------------------------------------------------------------------

static bool is_constant_object(const struct tokens *tokens, const struct item *item,
			       const struct declarator *d)
{
	for (size_t i = d->first; i < d->name; i++)
		if (token_is(tokens, i, "*"))
			return false;
	for (size_t i = item->first; i < item->spec_end; i++)
		if (token_is(tokens, i, "const"))
			return true;
	return false;
}

// Tells whether an initialiser takes the address of a label (&&label), which only its function can.
static bool names_label(const struct tokens *tokens, const struct declarator *d)
{
	for (size_t i = d->init; d->init != NO_TOKEN && i + 2 < d->init_end; i++)
		if (token_is(tokens, i, "&") && token_is(tokens, i + 1, "&") &&
		    tokens->items[i + 2].kind == TOKEN_IDENT &&
		    tokens->items[i - 1].kind == TOKEN_PUNCT && !token_is(tokens, i - 1, ")") &&
		    !token_is(tokens, i - 1, "]"))
			return true;
	return false;
}

static bool is_hoistable(const struct tokens *tokens, const struct item *item)
{
	if (item->kind != ITEM_DECLARATION || item->tag_body != NO_TOKEN || item->is_typedef)
		return false;
	for (size_t i = 0; i < item->declarator_cnt; i++)
		if (item->declarators[i].is_function ||
		    names_label(tokens, &item->declarators[i]) ||
		    is_constant_object(tokens, item, &item->declarators[i]))
			return false;
	return true;
}

static void note_static_locals(struct cell *cell, const struct item *local)
{
	for (size_t i = 0; i < local->declarator_cnt; i++) {
		note_object(cell, local, &local->declarators[i], NULL);
		cell->objects[cell->object_cnt - 1].is_static_local = true;
		cell->objects[cell->object_cnt - 1].slot = (*cell->next_slot)++;
	}
}

// Finds "static T x ...;" in a function's body. The items found live as long as the cell.
static void find_static_locals(struct cell *cell, const struct item *function)
{
	for (size_t i = function->body + 1; i + 1 < function->end; i++) {
		struct item *local;

		if (!token_is(&cell->tokens, i, "static"))
			continue;
		if (is_thread_word(&cell->tokens, i - 1))
			i--;
		local = mem_zalloc(sizeof *local);
		item_init_at(local, &cell->tokens, i, symbols_classify, cell->symbols);
		if (is_hoistable(&cell->tokens, local) && local->end < function->end) {
			i = local->end - 1;
			note_static_locals(cell, local);
		}
		if (cell->object_cnt && cell->objects[cell->object_cnt - 1].item == local)
			continue;
		i += !token_is(&cell->tokens, i, "static");
		free(local->declarators);
		free(local);
	}
}

static bool is_first_of_item(const struct cell *cell, size_t i)
{
	return i == 0 || cell->objects[i].item != cell->objects[i - 1].item;
}

// Frees what find_static_locals() made for object i; one item may have several objects.
static void free_static_local(const struct cell *cell, size_t i)
{
	const struct cell_object *object = &cell->objects[i];

	if (!object->is_static_local || !is_first_of_item(cell, i))
		return;
	free(object->item->declarators);
	free((struct item *)object->item);
}

void cell_keep_statics(struct cell *cell)
{
	size_t kept = 0;

	cell->keeps_statics = true;
	for (size_t i = 0; i < cell->object_cnt; i++)
		free_static_local(cell, i);
	for (size_t i = 0; i < cell->object_cnt; i++)
		if (!cell->objects[i].is_static_local)
			cell->objects[kept++] = cell->objects[i];
	cell->object_cnt = kept;
}

// --- reading --------------------------------------------------------------------------------

static void end_shadowed(void *ctx, struct name *name)
{
	symbols_end_macro(ctx, name);
}

static void expand_macros(struct cell *cell)
{
	char *text = expand_items(cell->symbols, &cell->tokens, end_shadowed, cell->symbols);

	if (!text)
		return;
	tokens_release(&cell->tokens);
	free(cell->text);
	cell->text = text;
	tokens_init(&cell->tokens, text, strlen(text));
}

int cell_init(struct cell *cell, struct symbols *symbols, const struct source *source, char **text,
	      uint32_t *next_slot, struct err *err)
{
	*cell = (struct cell){.symbols = symbols, .source = source, .next_slot = next_slot};
	cell->order = symbols->next_order++;
	cell->text = *text;
	*text = NULL;
	escape_expand(cell->text);
	tokens_init(&cell->tokens, cell->text, strlen(cell->text));
	if (check_tokens(cell, err))
		return -1;
	newer_rewrite(cell->text, &cell->tokens);
	newer_define_words(symbols, &cell->tokens);
	if (program_is(&cell->tokens))
		program_end_macros(symbols, &cell->tokens);
	expand_macros(cell);
	if (check_brackets(cell, err))
		return -1;
	items_init(&cell->items, &cell->tokens, symbols_classify, symbols);
	if (check_items(cell, err))
		return -1;
	for (size_t i = 0; i < cell->items.cnt; i++)
		read_item(cell, &cell->items.items[i]);
	if (check_sizes(cell, err))
		return -1;
	for (size_t i = 0; i < cell->function_cnt; i++)
		find_static_locals(cell, cell->functions[i].item);
	return 0;
}

void cell_release(struct cell *cell)
{
	for (size_t i = 0; i < cell->object_cnt; i++) {
		free(cell->objects[i].type_name);
		free_static_local(cell, i);
	}
	for (size_t i = 0; i < cell->function_cnt; i++)
		function_free(cell->functions[i].function);
	free(cell->objects);
	free(cell->functions);
	free(cell->decls);
	free(cell->changed);
	items_release(&cell->items);
	tokens_release(&cell->tokens);
	free(cell->text);
	free(cell->value_type);
	str_release(&cell->first_macros);
	*cell = (struct cell){0};
}

// --- sizes ----------------------------------------------------------------------------------

bool cell_needs_sizes(const struct cell *cell)
{
	for (size_t i = 0; i < cell->object_cnt; i++)
		if (!cell->objects[i].is_size_known)
			return true;
	return false;
}

// A macro that the prelude defines, in its last form, is defined step by step again.
static void add_directive(struct str *out, const struct cell *cell, const struct item *item)
{
	const struct token *token = &cell->tokens.items[item->first];
	struct macro_parts parts;

	if (directive_define(cell->text + token->start_byte, token->end_byte - token->start_byte,
			     &parts))
		str_printf(out, "#undef %.*s\n", (int)parts.name_len, parts.name);
	line_directive(out, token->line, cell->source->file);
	add_span(out, &cell->tokens, item->first, item->end);
	str_putc(out, '\n');
}

// #error, #warning, #pragma: what is neither a macro nor a header's.
static bool is_for_compiler(const struct cell *cell, const struct item *item)
{
	static const char *const ours[] = {"define", "undef", "include"};
	const struct token *token = &cell->tokens.items[item->first];
	size_t len;
	const char *keyword = directive_keyword(cell->tokens.text + token->start_byte,
						token->end_byte - token->start_byte, &len);

	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (strlen(ours[i]) == len && !memcmp(ours[i], keyword, len))
			return false;
	return true;
}

static void add_definition(struct str *out, const struct cell *cell,
			   const struct cell_object *object)
{
	const struct declarator *d = object->declarator;

	line_directive(out, object->line, cell->source->file);
	add_type(out, object);
	add_span(out, object->tokens, d->first, d->end);
	if (d->init != NO_TOKEN) {
		str_puts(out, " = ");
		add_place(out, object->tokens, d->init, cell->source->file);
		add_span(out, object->tokens, d->init, d->init_end);
	}
	str_puts(out, ";\n");
}

static void add_measure(struct str *out, const struct cell_object *object, size_t number)
{
	struct str name = {0};

	add_name(&name, object);
	str_printf(out, "cicle_out[%zu] = sizeof(%s); cicle_out[%zu] = __alignof__(%s);\n",
		   number * 3, name.data, number * 3 + 1, name.data);
	str_printf(out, "cicle_out[%zu] = ", number * 3 + 2);
	if (has_open_dimension(object))
		str_printf(out, "sizeof(%s) / sizeof((%s)[0]);\n", name.data, name.data);
	else
		str_puts(out, "0;\n");
	str_release(&name);
}

// Directives between two items, as far as a macro changes in the cell.
static void add_directives(struct str *out, const struct cell *cell, const struct item **next,
			   size_t token)
{
	const struct item *end = cell->items.items + cell->items.cnt;

	for (; cell->has_moving_macro && *next < end && (*next)->first < token; (*next)++)
		if ((*next)->kind == ITEM_DIRECTIVE && !is_for_compiler(cell, *next))
			add_directive(out, cell, *next);
}

// The definition is jumped over: it is compiled, never run. A static local's is seen by nothing
// else.
static void add_sizing(struct str *out, const struct cell *cell, size_t number)
{
	const struct cell_object *object = &cell->objects[number];
	bool is_static_local = object->is_static_local;

	str_printf(out, "%sgoto cicle_end%zu;\n", is_static_local ? "{ " : "", number);
	add_definition(out, cell, object);
	str_printf(out, "cicle_end%zu:;\n", number);
	add_measure(out, object, number);
	str_puts(out, is_static_local ? "}\n" : "");
}

void cell_sizing_text(const struct cell *cell, struct str *out)
{
	str_puts(out, "void cicle_sizes(unsigned long *cicle_out) {\n");
	for (int is_static_local = 0; is_static_local < 2; is_static_local++) {
		const struct item *next = cell->items.items;

		str_puts(out, cell->has_moving_macro ? str_text(&cell->first_macros) : "");
		for (size_t i = 0; i < cell->object_cnt; i++) {
			if (cell->objects[i].is_static_local != is_static_local)
				continue;
			add_directives(out, cell, &next, cell->objects[i].item->first);
			add_sizing(out, cell, i);
		}
	}
	str_puts(out, "}\n");
}

// --- definitions ----------------------------------------------------------------------------

static void add_extern(struct str *out, const struct cell_object *object)
{
	str_puts(out, object->is_thread_local ? "extern _Thread_local " : "extern ");
}

static void define_object(struct cell *cell, struct cell_object *object)
{
	struct str text = {0};
	struct name *name = declarator_name(cell, object->declarator);

	add_extern(&text, object);
	add_type(&text, object);
	add_declarator(&text, object);
	str_putc(&text, ';');
	object->decl = define_one_at(cell, object->order, name, SPACE_ORDINARY, DECL_OBJECT, &text,
				     object->line);
	if (!object->decl->slot)
		object->decl->slot = (*cell->next_slot)++;
	object->slot = object->decl->slot;
	str_release(&text);
}

// "static int n = 3, m;" becomes "extern int n __asm__("cicle_s7"), m __asm__("cicle_s8");"
static void add_hoisted(struct str *out, const struct cell *cell, size_t object)
{
	const struct item *item = cell->objects[object].item;
	size_t start = out->len;
	int newline_cnt = 0;

	add_extern(out, &cell->objects[object]);
	add_object_type(out, &cell->tokens, item, NULL);
	for (size_t i = object; i < cell->object_cnt && cell->objects[i].item == item; i++) {
		str_puts(out, i > object ? ", " : "");
		add_declarator(out, &cell->objects[i]);
		str_printf(out, " __asm__(\"cicle_s%u\") " OBJECT_ATTRIBUTE, cell->objects[i].slot);
	}
	str_putc(out, ';');
	for (size_t i = start_byte(&cell->tokens, item->first);
	     i < end_byte(&cell->tokens, item->end); i++)
		newline_cnt += cell->text[i] == '\n';
	for (size_t i = start; i < out->len; i++)
		newline_cnt -= out->data[i] == '\n';
	for (; newline_cnt > 0; newline_cnt--)
		str_putc(out, '\n');
}

// Gives the first static local that starts at or after a token, or object_cnt.
static size_t next_static_local(const struct cell *cell, size_t from, size_t token)
{
	while (from < cell->object_cnt &&
	       (!cell->objects[from].is_static_local || cell->objects[from].item->first < token))
		from++;
	return from;
}

// "struct point { int x; } f(void)": the prelude has the struct's body.
static void blank_tag_body(struct str *text, const struct tokens *tokens, const struct item *item)
{
	if (item->tag_body != NO_TOKEN && tag_name_token(tokens, item) != NO_TOKEN)
		blank_tokens(text, tokens, item->tag_body,
			     token_after_bracket(tokens, item->tag_body),
			     start_byte(tokens, item->first));
}

// Gives a function's text with static locals hoisted; the caller frees.
static char *function_text(const struct cell *cell, const struct item *item)
{
	const struct tokens *tokens = &cell->tokens;
	struct str text = {0};
	size_t at = end_byte(tokens, item->body + 1);
	size_t object = next_static_local(cell, 0, item->first);

	add_span_unstored(&text, tokens, item->first, item->body + 1);
	blank_tag_body(&text, tokens, item);
	blank_dimensions(&text, tokens, &item->declarators[0], start_byte(tokens, item->first));
	while (object < cell->object_cnt && cell->objects[object].item->first < item->end) {
		const struct item *local = cell->objects[object].item;

		str_add(&text, cell->text + at, start_byte(tokens, local->first) - at);
		add_hoisted(&text, cell, object);
		at = end_byte(tokens, local->end);
		object = next_static_local(cell, object, local->end);
	}
	str_add(&text, cell->text + at, end_byte(tokens, item->end) - at);
	return str_take(&text);
}

static void note_static_slots(const struct cell *cell, const struct item *item,
			      struct function *function)
{
	size_t i = next_static_local(cell, 0, item->first);

	for (; i < cell->object_cnt && cell->objects[i].item->first < item->end; i++) {
		function->static_slots = mem_grow(function->static_slots, function->static_cnt + 1,
						  sizeof *function->static_slots);
		function->static_slots[function->static_cnt++] = cell->objects[i].slot;
	}
}

static void build_function(struct cell *cell, struct cell_function *cell_function)
{
	const struct item *item = cell_function->item;
	const struct tokens *tokens = &cell->tokens;
	const struct declarator *d = &item->declarators[0];
	struct function *function = mem_zalloc(sizeof *function);
	size_t start = start_byte(tokens, item->first);

	function->name = mem_strndup(cell->text + start_byte(tokens, d->name),
				     end_byte(tokens, d->name + 1) - start_byte(tokens, d->name));
	function->file = mem_strdup(cell->source->file);
	function->line = tokens->items[item->first].line;
	function->column_byte = column_of(tokens, item->first);
	function->name_byte = start_byte(tokens, d->name) - start;
	function->body_byte = start_byte(tokens, item->body) - start;
	function->order = cell_function->order;
	function->text = function_text(cell, item);
	function->keeps_statics = cell->keeps_statics;
	note_static_slots(cell, item, function);
	cell_function->function = function;
}

void cell_define_objects(struct cell *cell)
{
	for (size_t i = 0; i < cell->object_cnt; i++)
		if (!cell->objects[i].is_static_local)
			define_object(cell, &cell->objects[i]);
	for (size_t i = 0; i < cell->function_cnt; i++)
		build_function(cell, &cell->functions[i]);
}

void cell_commit(struct cell *cell)
{
	symbols_commit(cell->symbols);
	for (size_t i = 0; i < cell->decl_cnt; i++)
		cell->decls[i]->is_of_program = cell->has_main;
	for (size_t i = 0; i < cell->function_cnt; i++) {
		struct cell_function *function = &cell->functions[i];

		function->decl->is_broken = false;
		function_free(function->decl->function);
		function->decl->function = function->function;
		function->function = NULL;
	}
}

// --- the entry ------------------------------------------------------------------------------

static bool is_plain_constant(const struct cell_object *object)
{
	const struct declarator *d = object->declarator;

	for (size_t i = d->init; i < d->init_end; i++)
		if (object->tokens->items[i].kind == TOKEN_IDENT)
			return false;
	return true;
}

static void add_static_extern(struct str *out, const struct cell_object *object)
{
	add_extern(out, object);
	add_object_type(out, object->tokens, object->item, NULL);
	add_declarator(out, object);
	str_printf(out, " __asm__(\"cicle_s%u\") " OBJECT_ATTRIBUTE "; ", object->slot);
}

// Tells whether an object's initialiser names another one: static int n; static int *p = &n;
static bool initialiser_names(const struct cell_object *object, const struct cell_object *other)
{
	const struct declarator *d = object->declarator;
	struct str name = {0};
	bool is_named = false;

	add_name(&name, other);
	for (size_t i = d->init; d->init != NO_TOKEN && i < d->init_end && !is_named; i++)
		is_named = token_is(object->tokens, i, name.data);
	str_release(&name);
	return is_named;
}

// An array may be made of a compound literal in GNU C: that is copied, as all arrays are.
static void add_values(struct str *out, const struct cell_object *object)
{
	const struct declarator *d = object->declarator;
	bool is_array = token_is(object->tokens, d->end - 1, "]");

	if (object->is_static_local || (is_array && token_is(object->tokens, d->init, "(")))
		add_span(out, object->tokens, d->init, d->init_end);
	else
		kept_add_span(out, object->tokens, d->init, d->init_end);
}

// { extern int n __asm__("cicle_s7"); __typeof__(n) cicle_init = 3; cicle_copy(&n, ...); }
// first: the first object of the same function.
static void add_initialiser(struct str *out, const struct cell *cell,
			    const struct cell_object *object, const struct cell_object *first)
{
	const struct declarator *d = object->declarator;
	struct str name = {0};

	add_name(&name, object);
	line_directive(out, object->line, cell->source->file);
	str_puts(out, "{ ");
	for (; object->is_static_local && first < object; first++)
		if (initialiser_names(object, first))
			add_static_extern(out, first);
	if (object->is_static_local)
		add_static_extern(out, object);
	if (d->init == NO_TOKEN) {
		str_printf(out, "cicle_zero((void *)&%s, sizeof(%s)); }\n", name.data, name.data);
	} else {
		if (object->size.size_bytes >= STATIC_INIT_MIN_BYTES && is_plain_constant(object))
			str_puts(out, "static ");
		str_printf(out, "__typeof__(%s) cicle_init = ", name.data);
		add_place(out, object->tokens, d->init, cell->source->file);
		add_values(out, object);
		str_printf(out, "; cicle_copy((void *)&%s, (void *)&cicle_init, sizeof(%s)); }\n",
			   name.data, name.data);
	}
	str_release(&name);
}

void cell_line_probe(const struct cell *cell, const struct item *item, struct str *out)
{
	if (cell->lines == CELL_LINES_EACH)
		str_printf(out, LINES_PROBE ";\n", cell->tokens.items[item->first].line - 1);
}

static bool is_plain_statement(const struct cell *cell, const struct item *item)
{
	return !token_is(&cell->tokens, item->first, "{") &&
	       !(cell->tokens.items[item->first].words & WORD_STATEMENT);
}

static void add_statement(struct str *out, const struct cell *cell, const struct item *item)
{
	const struct tokens *tokens = &cell->tokens;
	bool is_probed;

	add_place(out, tokens, item->first, cell->source->file);
	is_probed =
	    cell->lines == CELL_LINES_EACH && statements_probe(tokens, item->first, item->end, out);
	if (!is_probed && is_plain_statement(cell, item))
		kept_add_span(out, tokens, item->first, item->end);
	else if (!is_probed)
		add_span(out, tokens, item->first, item->end);
	str_puts(out, token_is(&cell->tokens, item->end - 1, ":") ? ";\n" : "\n");
}

// Objects stand in the order of their items, static locals in one run behind all others: *next is
// the first one of its run that was not written yet.
static void add_item_objects(struct str *out, const struct cell *cell, const struct item *item,
			     size_t *next)
{
	bool is_static_local = item->kind == ITEM_FUNCTION;
	const struct cell_object *first = cell->object_cnt ? &cell->objects[*next] : NULL;

	while (*next < cell->object_cnt &&
	       cell->objects[*next].is_static_local == is_static_local &&
	       cell->objects[*next].item->first < item->end)
		add_initialiser(out, cell, &cell->objects[(*next)++], first);
}

static void add_entry_item(struct str *out, const struct cell *cell, const struct item *item,
			   size_t *next_object, size_t *next_static)
{
	switch (item->kind) {
	case ITEM_DIRECTIVE:
		if (cell->has_moving_macro || is_for_compiler(cell, item))
			add_directive(out, cell, item);
		break;
	case ITEM_FUNCTION:
		add_item_objects(out, cell, item, next_static);
		if (item->is_constructor) {
			add_span(out, &cell->tokens, item->declarators[0].name,
				 item->declarators[0].name + 1);
			str_puts(out, "();\n");
		}
		break;
	case ITEM_DECLARATION:
		if (*next_object < cell->object_cnt && cell->objects[*next_object].item == item)
			cell_line_probe(cell, item, out);
		add_item_objects(out, cell, item, next_object);
		break;
	case ITEM_STATEMENT:
		add_statement(out, cell, item);
		break;
	case ITEM_TYPE:
	case ITEM_EXPRESSION:
		break;
	}
}

void cell_entry_text(const struct cell *cell, struct str *out)
{
	size_t next_object = 0;
	size_t next_static = next_static_local(cell, 0, 0);

	str_puts(out, cell->has_moving_macro ? str_text(&cell->first_macros) : "");
	for (size_t i = 0; i < cell->items.cnt; i++)
		add_entry_item(out, cell, &cell->items.items[i], &next_object, &next_static);
}

// --- the trailing expression ----------------------------------------------------------------

bool cell_is_number(const struct cell *cell)
{
	static const char *const signs[] = {"-", "+", "!", "~", "sizeof"};
	const struct token *first = &cell->tokens.items[cell->expression->first];

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (token_is(&cell->tokens, cell->expression->first, signs[i]))
			return true;
	return first->kind == TOKEN_NUMBER || first->kind == TOKEN_CHAR;
}

bool cell_is_own_call(const struct cell *cell)
{
	static const char prefix[] = "cicle_";
	const struct item *item = cell->expression;
	const struct token *first = &cell->tokens.items[item->first];
	const struct name *name;
	const struct decl *decl;

	if (first->kind != TOKEN_IDENT || !token_is(&cell->tokens, item->first + 1, "(") ||
	    token_after_bracket(&cell->tokens, item->first + 1) != item->end)
		return false;
	name = symbols_find(cell->symbols, cell->tokens.text + first->start_byte,
			    first->end_byte - first->start_byte);
	decl = name ? name->current[SPACE_ORDINARY] : NULL;
	return decl && !decl->is_of_cell && decl->link_name &&
	       !strncmp(decl->link_name, prefix, strlen(prefix));
}

void cell_expression_text(const struct cell *cell, struct str *out)
{
	const struct item *item = cell->expression;

	add_place(out, &cell->tokens, item->first, cell->source->file);
	add_span(out, &cell->tokens, item->first, item->end);
}

void cell_typing_text(const struct cell *cell, bool is_for_cc, struct str *out)
{
	str_printf(out,
		   "struct cicle_type { int x; } cicle_type;\n"
		   "void cicle_typing(void) { cicle_type = %s(__typeof__(",
		   is_for_cc ? "" : "*");
	cell_expression_text(cell, out);
	str_puts(out, ") *)0; }\n");
}
