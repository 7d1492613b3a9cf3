// magics/export.c - the cells that ran, and one C program made of them.
//
// The cells are read again with what the session knows. Each item goes to one of the file's parts;
// of a name that several items define the last one counts, and a name that means nothing any more
// (%del) is left out.
#include "magics/export.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/mem.h"
#include "jit/read/header.h"
#include "jit/read/item.h"
#include "jit/read/lex.h"

#define MAIN_NAME "notebook_main"
// So many cells of statements stay: 200 KB when they are small.
#define STATEMENTS_MAX 2000
// So many more make it worth while to look through all.
#define TRIM_INTERVAL 128

// The parts of the file, in order, behind includes, macros and types.
enum part {
	PART_PROTOTYPES,
	PART_OBJECTS,
	PART_FUNCTIONS,
	PART_MAIN,
	PART_CNT,
};

// Where the last definition of a name stands.
struct last {
	char *key; // owned; the name space's digit and the name
	size_t cell, item;
	UT_hash_handle hh;
};

// An include, a macro or a type. The session knows in which order they depend on each other, also
// when one was replaced later on.
struct piece {
	uint64_t order;
	size_t at;  // in which they came
	char *text; // owned
};

struct exporter {
	struct symbols *symbols;
	const struct logged_cell **cells; // owned; they are the log's
	size_t cell_cnt;
	struct last *lasts;
	struct str parts[PART_CNT];
	struct piece *pieces; // owned; includes, macros and types
	size_t piece_cnt;
	size_t main_cnt; // cells with a main so far
	bool takes_arguments;
};

// One cell that is being read.
struct reading {
	struct exporter *exporter;
	struct tokens tokens;
	struct items items;
	size_t cell, item;
	bool is_live;   // some name of the item is this item's
	uint64_t order; // of the item's first live name
	bool has_name;
};

// --- the log --------------------------------------------------------------------------------

static void drop_statements(struct cell_log *log, size_t cnt)
{
	struct logged_cell *cell, *next;

	HASH_ITER(hh, log->cells, cell, next)
	{
		if (!cnt)
			return;
		if (cell->declares)
			continue;
		log->dropped_cnt += !cell->is_undone;
		HASH_DEL(log->cells, cell);
		free(cell);
		cnt--;
	}
}

static void trim(struct cell_log *log)
{
	size_t cnt = 0;

	if (HASH_COUNT(log->cells) < log->trim_at)
		return;
	for (const struct logged_cell *cell = log->cells; cell; cell = cell->hh.next)
		cnt += !cell->declares;
	if (cnt > STATEMENTS_MAX)
		drop_statements(log, cnt - STATEMENTS_MAX);
	log->trim_at = HASH_COUNT(log->cells) + TRIM_INTERVAL;
}

void cell_log_put(struct cell_log *log, const char *text, int number, bool declares)
{
	size_t len = strlen(text);
	struct logged_cell *cell;

	HASH_FIND(hh, log->cells, text, len, cell);
	if (cell) {
		HASH_DEL(log->cells, cell);
	} else {
		cell = mem_zalloc(sizeof *cell + len + 1);
		memcpy(cell->text, text, len);
	}
	cell->number = number;
	cell->is_undone = false;
	cell->declares |= declares;
	HASH_ADD(hh, log->cells, text, len, cell);
	trim(log);
}

void cell_log_release(struct cell_log *log)
{
	struct logged_cell *cell, *next;

	HASH_ITER(hh, log->cells, cell, next)
	{
		HASH_DEL(log->cells, cell);
		free(cell);
	}
}

// --- which definition counts ----------------------------------------------------------------

static char *key_of(const char *name, size_t len, enum name_space space)
{
	struct str key = {0};

	str_printf(&key, "%d%.*s", (int)space, (int)len, name);
	return str_take(&key);
}

static void note_last(void *ctx, const char *name, size_t len, enum name_space space,
		      bool is_type_name)
{
	struct reading *reading = ctx;
	struct exporter *exporter = reading->exporter;
	char *key = key_of(name, len, space);
	struct last *last;

	(void)is_type_name;
	HASH_FIND_STR(exporter->lasts, key, last);
	if (!last) {
		last = mem_zalloc(sizeof *last);
		last->key = mem_strdup(key);
		HASH_ADD_KEYPTR(hh, exporter->lasts, last->key, strlen(last->key), last);
	}
	last->cell = reading->cell;
	last->item = reading->item;
	free(key);
}

static void check_last(void *ctx, const char *name, size_t len, enum name_space space,
		       bool is_type_name)
{
	struct reading *reading = ctx;
	const struct name *known = symbols_find(reading->exporter->symbols, name, len);
	char *key = key_of(name, len, space);
	struct last *last;

	(void)is_type_name;
	HASH_FIND_STR(reading->exporter->lasts, key, last);
	reading->has_name = true;
	if (last && last->cell == reading->cell && last->item == reading->item && known &&
	    known->current[space]) {
		if (!reading->is_live)
			reading->order = known->current[space]->order;
		reading->is_live = true;
	}
	free(key);
}

static void begin_reading(struct reading *reading, struct exporter *exporter, size_t cell)
{
	const char *text = exporter->cells[cell]->text;

	*reading = (struct reading){.exporter = exporter, .cell = cell};
	tokens_init(&reading->tokens, text, strlen(text));
	items_init(&reading->items, &reading->tokens, symbols_classify, exporter->symbols);
}

static void end_reading(struct reading *reading)
{
	items_release(&reading->items);
	tokens_release(&reading->tokens);
}

// A prototype does not take a definition's place.
static bool is_prototype(const struct item *item)
{
	return item->kind == ITEM_DECLARATION && item->declarator_cnt == 1 &&
	       item->declarators[0].is_function;
}

static void note_macro(struct reading *reading, const struct item *item)
{
	const struct token *token = &reading->tokens.items[item->first];
	struct macro_parts parts;

	if (directive_define(reading->tokens.text + token->start_byte,
			     token->end_byte - token->start_byte, &parts))
		note_last(reading, parts.name, parts.name_len, SPACE_MACRO, false);
}

static bool defines_names(const struct item *item)
{
	return item->kind == ITEM_TYPE || item->kind == ITEM_FUNCTION ||
	       (item->kind == ITEM_DECLARATION && !is_prototype(item));
}

static void find_lasts(struct exporter *exporter)
{
	for (size_t cell = 0; cell < exporter->cell_cnt; cell++) {
		struct reading reading;

		begin_reading(&reading, exporter, cell);
		for (; reading.item < reading.items.cnt; reading.item++) {
			const struct item *item = &reading.items.items[reading.item];

			if (item->kind == ITEM_DIRECTIVE)
				note_macro(&reading, item);
			else if (defines_names(item))
				item_each_name(&reading.tokens, item, note_last, &reading);
		}
		end_reading(&reading);
	}
}

static bool is_live(struct reading *reading)
{
	reading->is_live = reading->has_name = false;
	reading->order = UINT64_MAX;
	item_each_name(&reading->tokens, &reading->items.items[reading->item], check_last, reading);
	return reading->is_live || !reading->has_name; // _Static_assert has no name
}

// --- pieces ---------------------------------------------------------------------------------

static void add_span(struct str *out, const struct tokens *tokens, size_t first, size_t end)
{
	if (first < end)
		str_add(out, tokens->text + tokens->items[first].start_byte,
			tokens->items[end - 1].end_byte - tokens->items[first].start_byte);
}

static bool is_token_of(const struct tokens *tokens, size_t first, size_t end, const char *word)
{
	for (size_t i = first; i < end; i++)
		if (token_is(tokens, i, word))
			return true;
	return false;
}

// The specifiers without "static" and "extern"; a struct's body is left out when it has a tag.
static void add_specifiers(struct str *out, const struct tokens *tokens, const struct item *item,
			   bool with_body)
{
	for (size_t i = item->first; i < item->spec_end; i++) {
		if (!with_body && i == item->tag_body) {
			i = token_after_bracket(tokens, i) - 1;
			continue;
		}
		if (token_is(tokens, i, "static") || token_is(tokens, i, "extern") ||
		    token_is(tokens, i, "register"))
			continue;
		if (i == item->tag_body) {
			add_span(out, tokens, i, token_after_bracket(tokens, i));
			i = token_after_bracket(tokens, i) - 1;
		} else {
			add_span(out, tokens, i, i + 1);
		}
		str_putc(out, ' ');
	}
	if (item->spec_end == item->first)
		str_puts(out, "int ");
}

// A tag before the body: then the type can be named again.
static bool has_tag(const struct tokens *tokens, const struct item *item)
{
	return item->tag_body != NO_TOKEN && item->tag_body > item->tag + 1 &&
	       tokens->items[item->tag_body - 1].kind == TOKEN_IDENT;
}

static bool is_constant(const struct tokens *tokens, const struct declarator *d)
{
	for (size_t i = d->init; i < d->init_end; i++)
		if (tokens->items[i].kind == TOKEN_IDENT)
			return false;
	return true;
}

static bool is_const_object(const struct tokens *tokens, const struct item *item)
{
	return is_token_of(tokens, item->first, item->spec_end, "const") &&
	       !is_token_of(tokens, item->spec_end, item->end, "*");
}

// --- items ----------------------------------------------------------------------------------

// Takes text's bytes.
static void push_piece(struct exporter *exporter, uint64_t order, struct str *text)
{
	struct piece *piece;

	exporter->pieces =
	    mem_grow(exporter->pieces, exporter->piece_cnt + 1, sizeof *exporter->pieces);
	piece = &exporter->pieces[exporter->piece_cnt];
	*piece = (struct piece){order, exporter->piece_cnt++, str_take(text)};
}

static bool has_piece(const struct exporter *exporter, const char *text)
{
	for (size_t i = 0; i < exporter->piece_cnt; i++)
		if (!strcmp(exporter->pieces[i].text, text))
			return true;
	return false;
}

static void add_macro(struct reading *reading, const struct macro_parts *parts, struct str *line)
{
	reading->is_live = false;
	check_last(reading, parts->name, parts->name_len, SPACE_MACRO, false);
	if (reading->is_live)
		push_piece(reading->exporter, reading->order, line);
}

// Includes and pragmas come first, macros where the session has them; #undef is done already.
static void add_directive(struct reading *reading, const struct item *item)
{
	const struct token *token = &reading->tokens.items[item->first];
	struct macro_parts parts;
	struct str line = {0};
	size_t len;
	const char *keyword;

	str_add(&line, reading->tokens.text + token->start_byte,
		token->end_byte - token->start_byte);
	keyword = directive_keyword(line.data, line.len, &len);
	if (directive_define(line.data, line.len, &parts))
		add_macro(reading, &parts, &line);
	else if (!(len == 5 && !memcmp(keyword, "undef", 5)) &&
		 !has_piece(reading->exporter, line.data))
		push_piece(reading->exporter, 0, &line);
	str_release(&line);
}

static void add_type(struct reading *reading, const struct item *item)
{
	struct str text = {0};

	if (!is_live(reading))
		return;
	add_span(&text, &reading->tokens, item->first, item->end);
	str_puts(&text, token_is(&reading->tokens, item->end - 1, ";") ? "" : ";");
	push_piece(reading->exporter, reading->order, &text);
}

static void add_function_name(struct str *out, const struct reading *reading,
			      const struct declarator *d)
{
	if (token_is(&reading->tokens, d->name, "main"))
		str_puts(out, MAIN_NAME);
	else
		add_span(out, &reading->tokens, d->name, d->name + 1);
}

// Writes a function's head, up to `end`, with main under another name.
static void add_function_head(struct str *out, const struct reading *reading,
			      const struct item *item, size_t end)
{
	const struct declarator *d = &item->declarators[0];

	if (item->spec_end == item->first && item->first == d->first)
		str_puts(out, "int ");
	add_span(out, &reading->tokens, item->first, d->name);
	str_puts(out, item->first < d->name ? " " : "");
	add_function_name(out, reading, d);
	add_span(out, &reading->tokens, d->name + 1, end);
}

static void add_main_call(struct reading *reading, const struct item *item)
{
	struct str *out = &reading->exporter->parts[PART_MAIN];
	const struct declarator *d = &item->declarators[0];
	bool takes = d->end > d->name + 4;

	if (!token_is(&reading->tokens, d->name, "main"))
		return;
	reading->exporter->takes_arguments |= takes;
	str_printf(out, "\t" MAIN_NAME "(%s);\n", takes ? "argc, argv" : "");
}

static void add_function(struct reading *reading, const struct item *item)
{
	struct str *prototypes = &reading->exporter->parts[PART_PROTOTYPES];
	struct str *out = &reading->exporter->parts[PART_FUNCTIONS];
	const struct declarator *d = &item->declarators[0];

	add_main_call(reading, item);
	if (!is_live(reading))
		return;
	if (item->body == d->end && !has_tag(&reading->tokens, item)) {
		add_function_head(prototypes, reading, item, d->end);
		str_puts(prototypes, ";\n");
	}
	add_function_head(out, reading, item, item->end);
	str_puts(out, "\n\n");
}

// "{ T init = {1, 2}; memcpy(&a, &init, sizeof a); }" where the cell initialised it.
static void add_assignment(struct reading *reading, const struct item *item,
			   const struct declarator *d)
{
	struct str *out = &reading->exporter->parts[PART_MAIN];
	struct str name = {0};

	add_span(&name, &reading->tokens, d->name, d->name + 1);
	if (d->init == NO_TOKEN) {
		str_printf(out, "\tmemset((void *)&%s, 0, sizeof %s);\n", name.data, name.data);
	} else {
		str_printf(out, "\t{ __typeof__(%s) notebook_value = ", name.data);
		add_span(out, &reading->tokens, d->init, d->init_end);
		str_printf(out, "; memcpy((void *)&%s, (void *)&notebook_value, sizeof %s); }\n",
			   name.data, name.data);
	}
	(void)item;
	str_release(&name);
}

// An object's definition. What initialises it runs where the cell did, unless it is constant.
static void add_object(struct reading *reading, const struct item *item, const struct declarator *d,
		       bool with_body)
{
	const struct tokens *tokens = &reading->tokens;
	struct str *out = &reading->exporter->parts[PART_OBJECTS];
	bool is_open = token_is(tokens, d->name + 1, "[") && token_is(tokens, d->name + 2, "]");
	bool is_static_init = d->init != NO_TOKEN &&
			      (is_constant(tokens, d) || is_open || is_const_object(tokens, item));

	add_specifiers(out, tokens, item, with_body);
	add_span(out, tokens, d->first, d->end);
	if (is_static_init) {
		str_puts(out, " = ");
		add_span(out, tokens, d->init, d->init_end);
	}
	str_puts(out, ";\n");
	if (d->init != NO_TOKEN && !is_static_init)
		add_assignment(reading, item, d);
}

static void add_declaration(struct reading *reading, const struct item *item)
{
	const struct tokens *tokens = &reading->tokens;
	bool is_tagged = has_tag(tokens, item);

	if (is_prototype(item)) {
		add_span(&reading->exporter->parts[PART_PROTOTYPES], tokens, item->first,
			 item->end);
		str_putc(&reading->exporter->parts[PART_PROTOTYPES], '\n');
		return;
	}
	if (!is_live(reading))
		return;
	if (is_tagged) {
		struct str text = {0};

		add_span(&text, tokens, item->tag, token_after_bracket(tokens, item->tag_body));
		str_putc(&text, ';');
		push_piece(reading->exporter, reading->order, &text);
	}
	if (item->is_extern && item->declarator_cnt && item->declarators[0].init == NO_TOKEN) {
		add_span(&reading->exporter->parts[PART_OBJECTS], tokens, item->first, item->end);
		str_putc(&reading->exporter->parts[PART_OBJECTS], '\n');
		return;
	}
	for (size_t i = 0; i < item->declarator_cnt; i++)
		add_object(reading, item, &item->declarators[i], !is_tagged);
}

static void add_statement(struct reading *reading, const struct item *item)
{
	struct str *out = &reading->exporter->parts[PART_MAIN];

	str_putc(out, '\t');
	add_span(out, &reading->tokens, item->first, item->end);
	str_puts(out, item->kind == ITEM_EXPRESSION ? ";\n" : "\n");
}

static void add_item(struct reading *reading)
{
	const struct item *item = &reading->items.items[reading->item];

	switch (item->kind) {
	case ITEM_DIRECTIVE:
		add_directive(reading, item);
		break;
	case ITEM_TYPE:
		add_type(reading, item);
		break;
	case ITEM_FUNCTION:
		add_function(reading, item);
		break;
	case ITEM_DECLARATION:
		add_declaration(reading, item);
		break;
	case ITEM_STATEMENT:
	case ITEM_EXPRESSION:
		add_statement(reading, item);
		break;
	}
}

static void add_cell(struct exporter *exporter, size_t cell)
{
	struct str *out = &exporter->parts[PART_MAIN];
	struct reading reading;
	size_t before = out->len, head;

	str_printf(out, "\t// In[%d]\n", exporter->cells[cell]->number);
	head = out->len;
	begin_reading(&reading, exporter, cell);
	for (; reading.item < reading.items.cnt; reading.item++)
		add_item(&reading);
	end_reading(&reading);
	if (out->len == head) { // nothing of it runs
		out->len = before;
		out->data[before] = '\0';
	}
}

static void release(struct exporter *exporter)
{
	struct last *last, *next;

	HASH_ITER(hh, exporter->lasts, last, next)
	{
		HASH_DEL(exporter->lasts, last);
		free(last->key);
		free(last);
	}
	for (size_t i = 0; i < PART_CNT; i++)
		str_release(&exporter->parts[i]);
	for (size_t i = 0; i < exporter->piece_cnt; i++)
		free(exporter->pieces[i].text);
	free(exporter->pieces);
	free(exporter->cells);
}

static int by_order(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	if (x->order != y->order)
		return x->order > y->order ? 1 : -1;
	return x->at > y->at ? 1 : -1;
}

static void write_pieces(struct exporter *exporter, struct str *out)
{
	if (exporter->piece_cnt)
		qsort(exporter->pieces, exporter->piece_cnt, sizeof *exporter->pieces, by_order);
	for (size_t i = 0; i < exporter->piece_cnt; i++)
		str_printf(out, "%s\n", exporter->pieces[i].text);
	str_putc(out, '\n');
}

static void list_cells(struct exporter *exporter, const struct cell_log *log)
{
	const struct logged_cell *cell;

	exporter->cells = mem_zalloc((HASH_COUNT(log->cells) + 1) * sizeof *exporter->cells);
	for (cell = log->cells; cell; cell = cell->hh.next)
		if (!cell->is_undone)
			exporter->cells[exporter->cell_cnt++] = cell;
}

void export_program(const struct cell_log *log, struct symbols *symbols, struct str *out)
{
	struct exporter exporter = {.symbols = symbols};

	list_cells(&exporter, log);
	find_lasts(&exporter);
	for (size_t cell = 0; cell < exporter.cell_cnt; cell++)
		add_cell(&exporter, cell);
	str_puts(out, "#include <string.h>\n");
	write_pieces(&exporter, out);
	for (size_t i = 0; i < PART_MAIN; i++)
		str_printf(out, "%s%s", str_text(&exporter.parts[i]),
			   exporter.parts[i].len ? "\n" : "");
	str_printf(out, "int main(%s)\n{\n",
		   exporter.takes_arguments ? "int argc, char **argv" : "void");
	if (log->dropped_cnt)
		str_printf(out, "\t// the statements of %zu older cells are left out\n",
			   log->dropped_cnt);
	str_printf(out, "%s\treturn 0;\n}\n", str_text(&exporter.parts[PART_MAIN]));
	release(&exporter);
}
