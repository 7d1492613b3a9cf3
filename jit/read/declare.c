// jit/read/declare.c - what a cell's items declare, in the session's symbols.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/cell_parts.h"
#include "jit/read/header.h"
#include "jit/read/macro.h"
#include "jit/read/signature.h"
#include "jit/read/span.h"

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

struct decl *declare_one_at(struct cell *cell, uint64_t order, struct name *name,
			    enum name_space space, enum decl_kind kind, const struct str *text,
			    uint32_t line)
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
	return declare_one_at(cell, 0, name, space, kind, text, line);
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

	span_add(&text, &cell->tokens, item->first, item->end);
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

struct name *declare_name(const struct cell *cell, const struct declarator *d)
{
	return symbols_name(cell->symbols, cell->tokens.text + span_start(&cell->tokens, d->name),
			    cell->tokens.items[d->name].end_byte -
				span_start(&cell->tokens, d->name));
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

	if (span_tag_name(tokens, item) != NO_TOKEN || !item->declarator_cnt)
		return;
	if (tokens->items[item->declarators[0].name].kind == TOKEN_IDENT &&
	    is_free_tag(cell, declare_name(cell, &item->declarators[0]), line)) {
		span_add(tag, tokens, item->declarators[0].name, item->declarators[0].name + 1);
		return;
	}
	str_puts(tag, "cicle_tag_");
	for (const char *c = cell->source->file; *c; c++)
		str_putc(tag, isalnum((unsigned char)*c) ? *c : '_');
	str_printf(tag, "%zu", span_start(tokens, item->tag));
}

// The specifiers from the tag's keyword to the end of its body, with the tag that was made up.
static void add_tagged(struct str *out, const struct cell *cell, const struct item *item,
		       const struct str *made_up)
{
	size_t after = token_after_bracket(&cell->tokens, item->tag_body);

	span_add(out, &cell->tokens, item->tag, item->tag + 1);
	str_printf(out, " %s ", str_text(made_up));
	span_add(out, &cell->tokens, item->tag + 1, after);
	str_putc(out, ' ');
	span_add_behind_body(out, &cell->tokens, item, true);
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
		span_add(out, t, i, after + 1);
		for (size_t at = span_start(t, i); at < span_end(t, after + 1); at++)
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
	span_add_object_type(&text, &cell->tokens, item, type_name);
	span_add(&text, &cell->tokens, d->first, d->end);
	str_putc(&text, ';');
	decl = define_one(cell, declare_name(cell, d), SPACE_ORDINARY, DECL_TYPE, &text,
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
		span_add(&text, &cell->tokens, item->first, item->end);
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

// Tells whether the size at '[' names something that may vary. `static 3` and `N` do not.
static bool is_variable_size(const struct tokens *tokens, size_t open)
{
	for (size_t i = open + 1; i < tokens->cnt && !token_is(tokens, i, "]"); i++)
		if (tokens->items[i].kind == TOKEN_IDENT && !tokens->items[i].words)
			return true;
	return false;
}

void declare_blank_dimensions(struct str *text, const struct tokens *tokens,
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
			span_blank(text, tokens, i + 1, close, text_start);
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
	else if (item->tag_body != NO_TOKEN && span_tag_name(tokens, item) != NO_TOKEN)
		span_add_object_type(out, tokens, item, NULL);
	else
		span_add_unstored(out, tokens, item->first, item->spec_end);
	str_putc(out, ' ');
	if (is_old_style(tokens, item)) {
		span_add(out, tokens, d->first, d->name + 1);
		str_puts(out, "()");
	} else {
		start = out->len;
		span_add(out, tokens, d->first, d->end);
		declare_blank_dimensions(out, tokens, d, span_start(tokens, d->first) - start);
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
	struct name *name = declare_name(cell, d);
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
			if (strstr(words[word], "destructor"))
				cell->destructor_line = t->items[i].line;
			memset(cell->text + span_start(t, i), ' ',
			       span_end(t, after) - span_start(t, i));
			memcpy(cell->text + span_start(t, i), "unused", strlen("unused"));
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

// "extern T x;": an object of a library, unless the session has it.
static void declare_extern(struct cell *cell, const struct item *item, const struct declarator *d)
{
	struct name *name = declare_name(cell, d);
	const struct decl *old = name->current[SPACE_ORDINARY];
	struct str text = {0};

	if (old && old->kind == DECL_OBJECT && old->slot)
		return;
	span_add(&text, &cell->tokens, item->first, item->spec_end);
	str_putc(&text, ' ');
	span_add(&text, &cell->tokens, d->first, d->end);
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
			object_note(cell, item, d, type_name);
	}
	free(type_name);
}

void declare_item(struct cell *cell, const struct item *item)
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
