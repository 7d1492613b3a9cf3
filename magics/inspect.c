// magics/inspect.c - what is known of a name: its declaration, comment, value, layout, manual.
#include "magics/inspect.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "jit/read/comment.h"
#include "jit/read/header.h"
#include "magics/assist.h"
#include "magics/cursor.h"
#include "magics/manual.h"
#include "magics/page.h"
#include "profiler/stats.h"

#define HEADER_MAX_BYTES (4u << 20)
// Calls in calls that are looked at for one whose function is known.
#define CALL_DEPTH_MAX 8

struct inspector {
	const struct inspect_source *source;
	struct types types;
	struct page page;
	int detail_level;
};

// --- where it was defined -------------------------------------------------------------------

static char *file_of(const struct decl *decl)
{
	return mem_strndup(decl->file ? decl->file : "",
			   strcspn(decl->file ? decl->file : "", "\"\n"));
}

// Gives the text of the cell or header that a declaration stands in, to be freed; NULL: not known.
static char *text_of_file(const struct inspector *in, const struct decl *decl, const char *file)
{
	struct str text = {0};
	struct err err = {0};
	const char *cell;

	if (decl->is_of_cell) {
		cell = in->source->session ? session_source(in->source->session, file) : NULL;
		return cell ? mem_strdup(cell) : NULL;
	}
	if (file[0] == '/' && file_read(file, HEADER_MAX_BYTES, &text, &err) == 0)
		return str_take(&text);
	str_release(&text);
	return NULL;
}

static void add_place(struct inspector *in, const struct decl *decl, const char *file)
{
	struct str text = {0};

	if (!*file)
		return;
	str_printf(&text, "Defined in %s, line %u.",
		   in->source->session && decl->is_of_cell
		       ? session_label(in->source->session, file)
		       : file,
		   decl->line);
	page_text(&in->page, text.data);
	str_release(&text);
}

static void add_comment(struct inspector *in, const struct decl *decl, const char *text)
{
	struct str comment = {0};

	if (text && comment_above(text, decl->line, &comment))
		page_text(&in->page, comment.data);
	str_release(&comment);
}

// --- source ---------------------------------------------------------------------------------

struct name_finder {
	const char *name;
	bool is_found;
};

static void note_name(void *ctx, const char *name, size_t len, enum name_space space,
		      bool is_type_name)
{
	struct name_finder *finder = ctx;

	(void)space;
	(void)is_type_name;
	finder->is_found |= strlen(finder->name) == len && !memcmp(finder->name, name, len);
}

// Gives the item of a cell's text that defines a name, as it was typed.
static bool find_item(struct inspector *in, const char *text, const char *name, uint32_t line,
		      struct str *out)
{
	struct tokens tokens;
	struct items items;
	bool is_found = false;

	tokens_init(&tokens, text, strlen(text));
	items_init(&items, &tokens, symbols_classify, in->source->symbols);
	for (size_t i = 0; i < items.cnt && !is_found; i++) {
		const struct item *item = &items.items[i];
		struct name_finder finder = {.name = name};
		const struct token *first = &tokens.items[item->first];
		const struct token *last = &tokens.items[item->end - 1];

		if (first->line > line || item->kind == ITEM_STATEMENT ||
		    item->kind == ITEM_EXPRESSION || item->kind == ITEM_DIRECTIVE)
			continue;
		item_each_name(&tokens, item, note_name, &finder);
		is_found = finder.is_found && last->line >= line;
		if (is_found)
			str_add(out, text + first->start_byte, last->end_byte - first->start_byte);
	}
	items_release(&items);
	tokens_release(&tokens);
	return is_found;
}

static void add_source(struct inspector *in, const struct decl *decl, const char *name,
		       const char *text)
{
	struct str item = {0};

	if (in->detail_level < 1 || !decl->is_of_cell || decl->kind == DECL_MACRO)
		return;
	if (text && find_item(in, text, name, decl->line, &item))
		page_code(&in->page, item.data);
	else if (decl->function)
		page_code(&in->page, decl->function->text);
	str_release(&item);
}

// --- figures --------------------------------------------------------------------------------

static void print_time(struct str *out, double ns)
{
	static const struct {
		double ns;
		const char *unit;
	} units[] = {{1e9, "s"}, {1e6, "ms"}, {1e3, "us"}, {1, "ns"}};

	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (ns >= units[i].ns || i == 3) {
			str_printf(out, "%.3g %s", ns / units[i].ns, units[i].unit);
			return;
		}
}

// Adds a function's row of one profile. Returns false when the profile does not have it.
static bool add_row(struct inspector *in, const struct profile *profile, const char *name,
		    const char *label)
{
	struct stats *stats = stats_new(profile);
	struct str text = {0};
	bool is_found = false;

	for (size_t i = 0; i < profile->function_cnt && !is_found; i++) {
		const struct profile_function *function = &profile->functions[i];
		const struct stats_row *row = &stats->rows[i];

		if (strcmp(function->name, name) != 0 || strcmp(function->file, label) != 0 ||
		    !row->call_cnt)
			continue;
		is_found = true;
		str_printf(&text, "%llu call%s, ", (unsigned long long)row->call_cnt,
			   row->call_cnt == 1 ? "" : "s");
		print_time(&text, (double)row->own_ns);
		str_puts(&text, " in itself, ");
		print_time(&text, (double)row->cumulative_ns);
		str_printf(&text, " with all that it calls (%s, %s)", profile->title,
			   profile->cell);
		page_block(&in->page, "Last profile:", text.data);
	}
	str_release(&text);
	stats_free(stats);
	return is_found;
}

static void add_profile(struct inspector *in, const struct decl *decl, const char *name)
{
	const struct inspect_source *source = in->source;

	if (in->detail_level < 1 || !decl->function || !source->session || !source->profiles)
		return;
	for (size_t i = source->profiles->cnt; i > 0; i--)
		if (add_row(in, source->profiles->items[i - 1].profile, name,
			    session_label(source->session, decl->function->file)))
			return;
}

// --- types and values -----------------------------------------------------------------------

static void add_member(void *ctx, const struct member *member)
{
	struct str *text = ctx;

	if (member->is_bit_field && member->is_placed)
		str_printf(text, "  %6llu %3u:%-3u %*s%s\n",
			   (unsigned long long)member->offset_bytes, member->bit_offset,
			   member->bit_cnt, member->depth * 2, "", member->text);
	else if (member->is_placed)
		str_printf(text, "  %6llu %7llu %*s%s\n", (unsigned long long)member->offset_bytes,
			   (unsigned long long)member->size_bytes, member->depth * 2, "",
			   member->text);
	else
		str_printf(text, "  %6s %7s %*s%s\n", "?", "?", member->depth * 2, "",
			   member->text);
}

static void add_layout(struct inspector *in, const struct type *type)
{
	struct str title = {0}, text = {0};
	uint64_t size, align;

	if (type->kind != TYPE_RECORD || !type->is_complete)
		return;
	str_puts(&text, "  offset    size\n");
	type_each_member(&in->types, type, add_member, &text);
	if (type_layout(&in->types, type, &size, &align))
		str_printf(&title, "Layout: %llu bytes, aligned to %llu", (unsigned long long)size,
			   (unsigned long long)align);
	else
		str_puts(&title, "Layout: not known");
	page_block(&in->page, title.data, text.data);
	str_release(&title);
	str_release(&text);
}

static void add_enumerator(void *ctx, const char *name, size_t len, int64_t value)
{
	str_printf(ctx, "  %.*s = %lld\n", (int)len, name, (long long)value);
}

static void add_enumerators(struct inspector *in, const struct type *type)
{
	struct str text = {0};

	if (type->kind != TYPE_ENUM || !type->is_complete)
		return;
	type_each_enumerator(&in->types, type, add_enumerator, &text);
	if (text.len)
		page_block(&in->page, "Values:", text.data);
	str_release(&text);
}

static void add_current_value(struct inspector *in, const char *name)
{
	static const struct value_style plain = {0};
	struct values *values;
	struct str text = {0};

	if (!in->source->session)
		return;
	values = session_peek(in->source->session, &in->types, name, strlen(name), NULL);
	if (!values)
		return;
	value_text(values, in->source->style ? in->source->style : &plain, &text);
	page_block(&in->page, "Value:", str_text(&text));
	str_release(&text);
	values_free(values);
}

static void add_value(struct inspector *in, const struct decl *decl, const char *name)
{
	const struct type *type;
	struct str text = {0};
	uint64_t size, align;

	if (decl->kind != DECL_OBJECT)
		return;
	type = type_of_name(&in->types, name, strlen(name));
	add_current_value(in, name);
	if (type_layout(&in->types, type, &size, &align)) {
		str_printf(&text, "Size: %llu bytes", (unsigned long long)size);
		page_text(&in->page, text.data);
	}
	str_release(&text);
}

static void add_constant(struct inspector *in, const char *name)
{
	struct str text = {0};
	int64_t value;

	if (type_constant(&in->types, name, strlen(name), &value)) {
		str_printf(&text, "Value: %lld", (long long)value);
		page_text(&in->page, text.data);
	}
	str_release(&text);
}

// --- declarations ---------------------------------------------------------------------------

// "extern int n;" was typed "int n;".
static void add_text(struct inspector *in, const struct decl *decl)
{
	bool is_object = decl->is_of_cell && decl->kind == DECL_OBJECT && decl->slot &&
			 !strncmp(decl->text, "extern ", 7);
	char *text =
	    mem_strndup(decl->text + (is_object ? 7 : 0), decl->text_len - (is_object ? 7 : 0));

	page_code(&in->page, text);
	free(text);
}

static void add_decl(struct inspector *in, const struct name *name, const struct decl *decl,
		     enum name_space space)
{
	char *file = file_of(decl);
	char *text = text_of_file(in, decl, file);

	add_text(in, decl);
	add_comment(in, decl, text);
	add_place(in, decl, file);
	if (space == SPACE_TAG) {
		const struct type *type = type_of_tag(&in->types, name->text, strlen(name->text));

		add_layout(in, type);
		add_enumerators(in, type);
	} else if (decl->kind == DECL_TYPE && decl->is_type_name) {
		const struct type *type = type_of_name(&in->types, name->text, strlen(name->text));

		add_layout(in, type);
		add_enumerators(in, type);
	} else if (space == SPACE_MACRO || decl->kind == DECL_TYPE) {
		add_constant(in, name->text);
	}
	add_value(in, decl, name->text);
	add_source(in, decl, name->text, text);
	add_profile(in, decl, name->text);
	free(text);
	free(file);
}

static void add_names(struct inspector *in, const char *text, size_t len)
{
	const struct name *name = symbols_find(in->source->symbols, text, len);
	const struct decl *last = NULL;

	for (int space = SPACE_CNT - 1; name && space >= 0; space--) {
		const struct decl *decl = name->current[space];

		if (decl && decl != last)
			add_decl(in, name, decl, space);
		last = decl ? decl : last;
	}
}

// The manual tells of libraries; a cell's own function may have the name of one.
static void add_manual(struct inspector *in, const char *text, size_t len)
{
	const struct name *name = symbols_find(in->source->symbols, text, len);
	const struct decl *decl = name ? name->current[SPACE_ORDINARY] : NULL;
	struct str page = {0};

	if (decl && decl->is_of_cell)
		return;
	if (manual_page(text, len, in->detail_level > 0, &page))
		page_block(&in->page, NULL, page.data);
	str_release(&page);
}

static void add_magic(struct inspector *in, const char *name, size_t len)
{
	const struct magic *magic = magic_find(name, len);

	if (!magic)
		return;
	page_code(&in->page, magic->usage);
	page_block(&in->page, NULL, magic->help);
}

static void inspector_init(struct inspector *in, const struct inspect_source *source,
			   const struct scope *scope, int detail_level)
{
	*in = (struct inspector){.source = source, .detail_level = detail_level};
	types_init(&in->types, source->symbols, scope);
}

cJSON *inspect_name(const struct inspect_source *source, const char *name, size_t len,
		    int detail_level)
{
	struct inspector in;

	inspector_init(&in, source, NULL, detail_level);
	add_names(&in, name, len);
	add_manual(&in, name, len);
	add_magic(&in, name, len);
	types_release(&in.types);
	return page_take(&in.page);
}

// --- at the cursor --------------------------------------------------------------------------

struct member_finder {
	const char *name;
	size_t len;
	struct str text;
};

static void note_member(void *ctx, const struct member *member)
{
	struct member_finder *finder = ctx;

	if (member->name_len != finder->len ||
	    memcmp(member->name, finder->name, finder->len) != 0 || finder->text.len)
		return;
	str_printf(&finder->text, "%s;\n", member->text);
	if (member->is_placed)
		str_printf(&finder->text, "at offset %llu, %llu bytes",
			   (unsigned long long)member->offset_bytes,
			   (unsigned long long)member->size_bytes);
}

static void add_member_at(struct inspector *in, struct cursor *cursor, const char *name, size_t len)
{
	const struct type *record = cursor_record(cursor);
	struct member_finder finder = {.name = name, .len = len};
	struct str title = {0};

	if (record)
		type_each_member(&cursor->types, record, note_member, &finder);
	if (finder.text.len) {
		str_printf(&title, "Member of %s %.*s:", record->is_union ? "union" : "struct",
			   (int)record->tag_len, record->tag);
		page_block(&in->page, title.data, finder.text.data);
	}
	str_release(&finder.text);
	str_release(&title);
}

static void add_local(struct inspector *in, const struct local *local)
{
	char *text = mem_strndup(local->text, local->text_len);
	char *body = strchr(text, '{');

	if (local->is_function && body)
		*body = '\0';
	page_code(&in->page, text);
	add_layout(in, type_of_name(&in->types, local->name, local->name_len));
	free(text);
}

// Describes the word that ends at the cursor.
static void add_at(struct inspector *in, struct cursor *cursor, const char *name, size_t len)
{
	const struct local *local = scope_find(&cursor->scope, name, len, SPACE_ORDINARY);
	const struct name *known = symbols_find(in->source->symbols, name, len);
	bool is_known = known && name_is_defined(known);

	if (cursor->place == PLACE_MAGIC) {
		size_t percent_cnt = strspn(name, "%");

		add_magic(in, name + percent_cnt, len - percent_cnt);
	} else if (cursor->place == PLACE_MEMBER) {
		add_member_at(in, cursor, name, len);
	} else if (cursor->place == PLACE_ARGUMENT && cursor->magic) {
		add_magic(in, cursor->magic->name, strlen(cursor->magic->name));
	} else if (local && (local->depth > 0 || !is_known)) {
		add_local(in, local);
	} else {
		add_names(in, name, len);
		add_manual(in, name, len);
	}
}

// Gives the name of the function in whose brackets the cursor is; depth 0: the innermost.
static bool find_call(const char *code, size_t cursor_byte, int depth, size_t *start, size_t *end)
{
	struct tokens tokens;
	size_t *open;
	size_t cnt = 0;
	bool is_found = false;

	tokens_init(&tokens, code, cursor_byte);
	open = mem_zalloc((tokens.cnt + 1) * sizeof *open);
	for (size_t i = 0; i < tokens.cnt; i++) {
		if (token_is(&tokens, i, "("))
			open[cnt++] = i;
		else if (token_is(&tokens, i, ")") && cnt)
			cnt--;
	}
	while (cnt > 0 && !is_found) {
		size_t i = open[--cnt];

		if (i == 0 || tokens.items[i - 1].kind != TOKEN_IDENT || depth-- > 0)
			continue;
		*start = tokens.items[i - 1].start_byte;
		*end = tokens.items[i - 1].end_byte;
		is_found = true;
	}
	free(open);
	tokens_release(&tokens);
	return is_found;
}

static void add_word(struct inspector *in, const char *code, size_t start, size_t end)
{
	struct cursor cursor;

	cursor_init(&cursor, in->source->symbols, code, end);
	in->types.scope = &cursor.scope;
	if (cursor.place == PLACE_MAGIC)
		start = cursor.word_byte;
	add_at(in, &cursor, code + start, end - start);
	in->types.scope = NULL;
	cursor_release(&cursor);
}

cJSON *inspect_at(const struct inspect_source *source, const char *code, size_t cursor_byte,
		  int detail_level)
{
	struct inspector in;
	size_t start, end;

	inspector_init(&in, source, NULL, detail_level);
	assist_word(code, cursor_byte, &start, &end);
	if (start < end)
		add_word(&in, code, start, end);
	for (int depth = 0; page_is_empty(&in.page) && depth < CALL_DEPTH_MAX; depth++) {
		if (!find_call(code, cursor_byte, depth, &start, &end))
			break;
		add_word(&in, code, start, end);
	}
	types_release(&in.types);
	return page_take(&in.page);
}
