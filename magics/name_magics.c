// magics/name_magics.c - %who, %whos, %who_ls, %del, %reset: the names that cells defined.
#include "magics/magic.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/mem.h"
#include "base/pack.h"
#include "jit/message.h"
#include "magics/config.h"
#include "magics/options.h"

#define WHO_USAGE "%who [KIND...]"
#define WHOS_USAGE "%whos [KIND...]"
#define WHO_LS_USAGE "%who_ls [KIND...]"
#define RESET_USAGE "%reset [-f]"
// IPython's words.
#define RESET_QUESTION                                                                             \
	"{extern void cicle_confirm(const char*);cicle_confirm(\"Once deleted, objects cannot be " \
	"recovered. Proceed (y/[n])? \");}"
#define EMPTY_TEXT "No cell has defined a name.\n"

// One thing that a cell defined.
struct entry {
	const struct name *name;
	const struct decl *decl;
	const char *kind; // "object", "function", "type", "macro"
};

struct entries {
	struct entry *items; // owned; sorted by name
	size_t cnt, cap;
};

// --- the list -------------------------------------------------------------------------------

static const char *kind_of(const struct decl *decl, enum name_space space)
{
	if (space == SPACE_MACRO)
		return "macro";
	if (space == SPACE_TAG)
		return "type";
	if (decl->kind == DECL_FUNCTION)
		return "function";
	if (decl->kind == DECL_OBJECT)
		return "object";
	return decl->is_type_name ? "type" : NULL; // an enumerator comes with its type
}

static void add_entry(struct entries *entries, const struct name *name, enum name_space space)
{
	const struct decl *decl = name->current[space];
	const char *kind = decl && decl->is_of_cell ? kind_of(decl, space) : NULL;

	if (!kind || !strncmp(name->text, "cicle_", 6) ||
	    (space == SPACE_TAG && decl == name->current[SPACE_ORDINARY]))
		return; // the typedef of the same name stands for it
	if (entries->cnt == entries->cap) {
		entries->cap = entries->cap ? entries->cap * 2 : 32;
		entries->items = mem_grow(entries->items, entries->cap, sizeof *entries->items);
	}
	entries->items[entries->cnt++] = (struct entry){name, decl, kind};
}

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return strcmp(x->name->text, y->name->text);
}

// Gives the text of an object's type, as it was declared: "double", "struct point *".
static char *type_text_of(const struct entry *entry)
{
	const struct decl *decl = entry->decl;
	const char *start = decl->text, *end = decl->text + decl->text_len;
	const char *name;
	struct str text = {0};

	if (entry->decl->kind != DECL_OBJECT)
		return mem_strdup(entry->kind);
	if (!strncmp(start, "extern ", 7))
		start += 7;
	name = memmem(start, (size_t)(end - start), entry->name->text, strlen(entry->name->text));
	while (name && (isalnum((unsigned char)name[strlen(entry->name->text)]) ||
			(name > start && (isalnum((unsigned char)name[-1]) || name[-1] == '_'))))
		name = memmem(name + 1, (size_t)(end - name - 1), entry->name->text,
			      strlen(entry->name->text));
	if (!name)
		return mem_strdup(entry->kind);
	str_add(&text, start, (size_t)(name - start));
	name += strlen(entry->name->text);
	while (text.len && text.data[text.len - 1] == ' ')
		text.data[--text.len] = '\0';
	for (; name < end && *name != ';'; name++)
		str_putc(&text, *name);
	return str_take(&text);
}

// A filter is a kind, or a type as it was declared.
static bool is_wanted(const struct entry *entry, const struct list *filters)
{
	char *type = type_text_of(entry);
	bool is = !filters->cnt || list_has(filters, entry->kind) || list_has(filters, type);

	free(type);
	return is;
}

static void filter(struct entries *entries, const struct list *filters)
{
	size_t kept = 0;

	for (size_t i = 0; i < entries->cnt; i++)
		if (is_wanted(&entries->items[i], filters))
			entries->items[kept++] = entries->items[i];
	entries->cnt = kept;
}

// Lists what the magic's arguments ask for. Returns -1 with err filled for a quote without end.
static int list_names(struct interpreter *interpreter, const struct magic_call *call,
		      struct entries *entries, struct err *err)
{
	const struct symbols *symbols = session_symbols(interpreter_session(interpreter));
	struct list filters = {0};
	int rc;

	*entries = (struct entries){0};
	rc = list_add_words(&filters, call->text + call->args_byte,
			    call->args_end_byte - call->args_byte, err);
	for (const struct name *name = symbols->names; !rc && name; name = name->hh.next)
		for (int space = 0; space < SPACE_CNT; space++)
			add_entry(entries, name, space);
	filter(entries, &filters);
	if (entries->cnt)
		qsort(entries->items, entries->cnt, sizeof *entries->items, by_name);
	list_release(&filters);
	return rc;
}

// --- %who, %who_ls --------------------------------------------------------------------------

static int print_names(struct interpreter *interpreter, const struct magic_call *call,
		       const char *separator, struct err *err)
{
	struct entries entries;
	struct str text = {0};

	if (list_names(interpreter, call, &entries, err))
		return -1;
	for (size_t i = 0; i < entries.cnt; i++)
		str_printf(&text, "%s%s", i ? separator : "", entries.items[i].name->text);
	str_puts(&text, entries.cnt ? "\n" : EMPTY_TEXT);
	interpreter_print(interpreter, text.data);
	str_release(&text);
	free(entries.items);
	return 0;
}

static int run_who(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	return print_names(interpreter, call, "\t", err);
}

static int run_who_ls(struct interpreter *interpreter, const struct magic_call *call,
		      struct err *err)
{
	return print_names(interpreter, call, "\n", err);
}

// --- %whos ----------------------------------------------------------------------------------

// What the last column says: a value, a signature, a macro's body.
static void add_value(struct interpreter *interpreter, struct types *types,
		      const struct entry *entry, struct str *out)
{
	struct session *session = interpreter_session(interpreter);
	const char *name = entry->name->text;
	struct macro_parts parts;
	struct values *values;

	if (entry->decl->kind == DECL_OBJECT) {
		values = session_peek(session, types, name, strlen(name), NULL);
		if (values)
			value_line(&values->objects[0].value, interpreter_style(interpreter), out);
		values_free(values);
	} else if (entry->decl->kind == DECL_MACRO &&
		   directive_define(entry->decl->text, entry->decl->text_len, &parts)) {
		size_t blank_cnt = strspn(parts.body, " \t");

		if (blank_cnt <= parts.body_len)
			str_add(out, parts.body + blank_cnt, parts.body_len - blank_cnt);
	} else {
		str_add(out, entry->decl->text, entry->decl->text_len);
	}
}

static void add_size(struct types *types, const struct entry *entry, struct str *out)
{
	const char *name = entry->name->text;
	const struct type *type;
	uint64_t size, align;

	if (entry->decl->kind != DECL_OBJECT && entry->decl->kind != DECL_TYPE)
		return;
	type = entry->decl == entry->name->current[SPACE_ORDINARY]
		   ? type_of_name(types, name, strlen(name))
		   : type_of_tag(types, name, strlen(name));
	if (type_layout(types, type, &size, &align))
		str_printf(out, "%llu", (unsigned long long)size);
}

// Makes one line of a text and cuts it.
static void flatten(struct str *text, size_t width)
{
	size_t len = 0;

	for (size_t i = 0; i < text->len; i++) {
		bool is_blank = isspace((unsigned char)text->data[i]);

		if (!is_blank || (len && text->data[len - 1] != ' '))
			text->data[len++] = is_blank ? ' ' : text->data[i];
	}
	if (!text->data)
		return;
	text->len = len;
	text->data[len] = '\0';
	if (len <= width)
		return;
	while (width > 0 && (text->data[width] & 0xc0) == 0x80)
		width--;
	text->len = width;
	text->data[width] = '\0';
	str_puts(text, "...");
}

#define WHOS_COLUMN_CNT 4

static void add_row(struct interpreter *interpreter, struct types *types, const struct entry *entry,
		    struct str row[WHOS_COLUMN_CNT])
{
	char *type = type_text_of(entry);

	str_puts(&row[0], entry->name->text);
	str_puts(&row[1], type);
	add_size(types, entry, &row[2]);
	add_value(interpreter, types, entry, &row[3]);
	flatten(&row[1], 30);
	flatten(&row[3], (size_t)interpreter_config(interpreter)->whos_width);
	free(type);
}

static void print_rows(struct str (*rows)[WHOS_COLUMN_CNT], size_t cnt, struct str *out)
{
	size_t widths[WHOS_COLUMN_CNT] = {0};

	for (size_t i = 0; i < cnt; i++)
		for (size_t c = 0; c < WHOS_COLUMN_CNT; c++)
			if (rows[i][c].len > widths[c])
				widths[c] = rows[i][c].len;
	for (size_t i = 0; i < cnt; i++) {
		for (size_t c = 0; c + 1 < WHOS_COLUMN_CNT; c++)
			str_printf(out, c == 2 ? "%*s   " : "%-*s   ", (int)widths[c],
				   str_text(&rows[i][c]));
		str_printf(out, "%s\n", str_text(&rows[i][WHOS_COLUMN_CNT - 1]));
		if (i > 0)
			continue;
		for (size_t c = 0; c < WHOS_COLUMN_CNT; c++)
			for (size_t n = 0; n < widths[c] + (c + 1 < WHOS_COLUMN_CNT ? 3 : 0); n++)
				str_putc(out, '-');
		str_putc(out, '\n');
	}
}

static int run_whos(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	static const char *const heads[WHOS_COLUMN_CNT] = {"Name", "Type", "Bytes", "Value"};
	struct str(*rows)[WHOS_COLUMN_CNT];
	struct entries entries;
	struct types types;
	struct str text = {0};

	if (list_names(interpreter, call, &entries, err))
		return -1;
	types_init(&types, session_symbols(interpreter_session(interpreter)), NULL);
	rows = mem_zalloc((entries.cnt + 1) * sizeof *rows);
	for (size_t c = 0; c < WHOS_COLUMN_CNT; c++)
		str_puts(&rows[0][c], heads[c]);
	for (size_t i = 0; i < entries.cnt; i++)
		add_row(interpreter, &types, &entries.items[i], rows[i + 1]);
	if (entries.cnt)
		print_rows(rows, entries.cnt + 1, &text);
	else
		str_puts(&text, EMPTY_TEXT);
	interpreter_print(interpreter, text.data);
	for (size_t i = 0; i <= entries.cnt; i++)
		for (size_t c = 0; c < WHOS_COLUMN_CNT; c++)
			str_release(&rows[i][c]);
	free(rows);
	types_release(&types);
	str_release(&text);
	free(entries.items);
	return 0;
}

// --- %del, %reset ---------------------------------------------------------------------------

static int run_del(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	struct session *session = interpreter_session(interpreter);
	struct list names = {0};
	int rc;

	rc = list_add_words(&names, call->text + call->args_byte,
			    call->args_end_byte - call->args_byte, err);
	if (!rc && !names.cnt)
		rc = err_set(err, ERR_USAGE, "a name is missing\nusage: %%del NAME...");
	for (size_t i = 0; !rc && i < names.cnt; i++)
		if (!session_forget(session, names.items[i], strlen(names.items[i])))
			rc = err_set(err, ERR_USAGE, "no cell has defined '%s'", names.items[i]);
	list_release(&names);
	return rc;
}

static int finish_question(struct interpreter *interpreter, void *state, struct outcome *outcome,
			   struct err *err)
{
	const struct str *told = interpreter_told(interpreter, EVENT_ANSWER);
	struct unpack answer = unpack_from(told ? told->data : "", told ? told->len : 0);

	(void)state;
	(void)err;
	if (!outcome->is_ok)
		return 0;
	if (unpack_u32(&answer))
		session_reset(interpreter_session(interpreter));
	else
		interpreter_print(interpreter, "Nothing done.\n");
	return 0;
}

static int run_reset(struct interpreter *interpreter, const struct magic_call *call,
		     struct err *err)
{
	struct options options;
	bool is_forced;

	if (options_init(&options, call->text, call->args_byte, call->args_end_byte, "f", NULL,
			 RESET_USAGE, err))
		return -1;
	is_forced = options_get(&options, 'f') != NULL;
	options_release(&options);
	if (is_forced)
		session_reset(interpreter_session(interpreter));
	else
		interpreter_run_text(interpreter, RESET_QUESTION, finish_question, NULL, NULL);
	return 0;
}

const struct magic name_magics[] = {
    {
	.name = "del",
	.kinds = MAGIC_LINE,
	.usage = "%del NAME...",
	.help = "Forgets macros, types, functions and objects. Functions that use them go on as\n"
		"they are.",
	.arguments = ARGUMENTS_NAMES,
	.run = run_del,
    },
    {
	.name = "reset",
	.kinds = MAGIC_LINE,
	.usage = RESET_USAGE,
	.help = "Forgets all that cells have defined and included, and starts the process that\n"
		"runs them anew. The history, profiles and settings stay. Asks before, unless\n"
		"there is -f.",
	.arguments = ARGUMENTS_NONE,
	.run = run_reset,
    },
    {
	.name = "who",
	.kinds = MAGIC_LINE,
	.usage = WHO_USAGE,
	.help = "Prints the names that cells defined. KIND is object, function, type, macro, or\n"
		"the type of objects: %who int 'struct point *'.",
	.arguments = ARGUMENTS_TEXT,
	.run = run_who,
    },
    {
	.name = "who_ls",
	.kinds = MAGIC_LINE,
	.usage = WHO_LS_USAGE,
	.help = "Prints the names that cells defined, sorted, one on a line.",
	.arguments = ARGUMENTS_TEXT,
	.run = run_who_ls,
    },
    {
	.name = "whos",
	.kinds = MAGIC_LINE,
	.usage = WHOS_USAGE,
	.help = "Prints a table of what cells defined: names, types, sizes and values.",
	.arguments = ARGUMENTS_TEXT,
	.run = run_whos,
    },
    {0},
};
