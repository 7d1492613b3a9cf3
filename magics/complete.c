// magics/complete.c - what can stand at the cursor: names, members, headers, files, magics.
#include "magics/complete.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "magics/cursor.h"
#include "magics/match.h"

// Ranks: locals, inner ones first; what the session's cells define, the newest first; headers and
// the language; what begins with '_'.
#define RANK_LOCAL 0
#define RANK_OWN ((uint64_t)1 << 40)
#define RANK_OTHER ((uint64_t)1 << 41)
#define RANK_HIDDEN ((uint64_t)1 << 42)

static const char *const keywords[] = {
    "auto",     "break",  "case",     "char",      "const",          "continue", "default",
    "do",       "double", "else",     "enum",      "extern",         "float",    "for",
    "goto",     "if",     "inline",   "int",       "long",           "register", "restrict",
    "return",   "short",  "signed",   "sizeof",    "static",         "struct",   "switch",
    "typedef",  "union",  "unsigned", "void",      "volatile",       "while",    "_Alignas",
    "_Alignof", "_Bool",  "_Generic", "_Noreturn", "_Static_assert", "typeof",
};

static const char *const directives[] = {"define", "undef",  "include", "if",
					 "ifdef",  "ifndef", "elif",    "else",
					 "endif",  "error",  "warning", "pragma"};

struct completer {
	const struct complete_source *source;
	struct cursor cursor;
	struct matches matches;
};

// --- names ----------------------------------------------------------------------------------

static bool is_one_space(const struct completer *c, enum name_space space)
{
	if (c->cursor.place == PLACE_TAG)
		return space == SPACE_TAG;
	if (c->cursor.place == PLACE_MACRO)
		return space == SPACE_MACRO;
	return space != SPACE_TAG || c->cursor.place != PLACE_NAME;
}

static const char *type_of_tag_text(const char *text, size_t len)
{
	if (memmem(text, len, "enum", 4))
		return "enum";
	return memmem(text, len, "union", 5) ? "union" : "struct";
}

static const char *decl_type(const struct decl *decl, enum name_space space)
{
	if (space == SPACE_MACRO)
		return "macro";
	if (space == SPACE_TAG)
		return type_of_tag_text(decl->text, decl->text_len);
	switch (decl->kind) {
	case DECL_FUNCTION:
		return "function";
	case DECL_OBJECT:
		return "variable";
	case DECL_TYPE:
		if (decl->is_type_name)
			return "type";
		return memchr(decl->text, '(', decl->text_len) ? "function" : "constant";
	case DECL_MACRO:
		break;
	}
	return "macro";
}

static uint64_t rank_of(const struct name *name, const struct decl *decl)
{
	if (name->text[0] == '_')
		return RANK_HIDDEN;
	return decl->is_of_cell ? RANK_OWN + ((uint64_t)1 << 39) - decl->stamp : RANK_OTHER;
}

// Text without newlines, as a signature.
static char *flat_text(const char *text, size_t len)
{
	struct str out = {0};

	for (size_t i = 0; i < len; i++) {
		bool is_blank = isspace((unsigned char)text[i]);

		if (!is_blank || (out.len && out.data[out.len - 1] != ' '))
			str_putc(&out, is_blank ? ' ' : text[i]);
	}
	return str_take(&out);
}

static void add_decl(struct completer *c, const struct name *name, const struct decl *decl,
		     enum name_space space)
{
	char *signature = NULL;

	if (decl->kind == DECL_FUNCTION && decl->text_len)
		signature = flat_text(decl->text, decl->text_len - 1);
	matches_add(&c->matches, name->text, strlen(name->text), decl_type(decl, space),
		    rank_of(name, decl), signature);
	free(signature);
}

// Names that only the implementation writes are offered when they are asked for.
static bool is_hidden(const struct matches *matches, const char *name)
{
	if (!strncmp(name, "cicle_", 6))
		return matches->prefix_len < 6;
	return name[0] == '_' && (!matches->prefix_len || matches->prefix[0] != '_');
}

static void add_session_names(struct completer *c)
{
	const struct name *name;
	bool wants_all = c->matches.prefix_len > 0 || c->cursor.place == PLACE_TAG;

	for (name = c->source->symbols->names; name; name = name->hh.next) {
		if (strncmp(name->text, c->matches.prefix, c->matches.prefix_len) != 0 ||
		    is_hidden(&c->matches, name->text))
			continue;
		for (int space = 0; space < SPACE_CNT; space++) {
			const struct decl *decl = name->current[space];

			if (decl && is_one_space(c, space) && (wants_all || decl->is_of_cell))
				add_decl(c, name, decl, space);
		}
	}
}

static const char *local_type(const struct local *local)
{
	if (local->space == SPACE_MACRO)
		return "macro";
	if (local->space == SPACE_TAG)
		return type_of_tag_text(local->text, local->text_len);
	if (local->is_type_name)
		return "type";
	if (local->is_enumerator)
		return "constant";
	return local->is_function ? "function" : "variable";
}

static void add_locals(struct completer *c)
{
	const struct scope *scope = &c->cursor.scope;

	for (size_t i = 0; i < scope->cnt; i++) {
		const struct local *local = &scope->items[i];
		const char *end = local->name + local->name_len;

		// the word under the cursor is no name yet: "int cou|"
		if (end == c->cursor.text + c->cursor.text_len || !is_one_space(c, local->space))
			continue;
		matches_add(&c->matches, local->name, local->name_len, local_type(local),
			    RANK_LOCAL + scope->cnt - i, NULL);
	}
}

static void add_words(struct completer *c, const char *const *words, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++)
		matches_add(&c->matches, words[i], strlen(words[i]), "keyword",
			    words[i][0] == '_' ? RANK_HIDDEN : RANK_OTHER, NULL);
}

static void add_names(struct completer *c)
{
	add_locals(c);
	add_session_names(c);
	if (c->matches.prefix_len && c->cursor.place == PLACE_NAME)
		add_words(c, keywords, sizeof keywords / sizeof *keywords);
}

static void add_label(void *ctx, const char *name, size_t len)
{
	struct completer *c = ctx;

	matches_add(&c->matches, name, len, "label", RANK_LOCAL, NULL);
}

// --- members --------------------------------------------------------------------------------

static void add_member(void *ctx, const struct member *member)
{
	struct completer *c = ctx;

	if (member->name_len)
		matches_add(&c->matches, member->name, member->name_len, "member", c->matches.cnt,
			    NULL);
}

static void add_members(struct completer *c)
{
	const struct type *record = cursor_record(&c->cursor);

	if (record)
		type_each_member(&c->cursor.types, record, add_member, c);
}

// --- magics ---------------------------------------------------------------------------------

// The word begins at its '%'. "%%" asks for cell magics, "%" for line magics too.
static void add_magics(struct completer *c, bool with_percent)
{
	const struct magic *magic;
	bool wants_cell = c->matches.prefix_len >= 2 && c->matches.prefix[1] == '%';

	for (size_t i = 0; (magic = magic_at(i)); i++) {
		struct str text = {0};

		if (!with_percent) {
			matches_add(&c->matches, magic->name, strlen(magic->name), "magic",
				    RANK_OTHER, NULL);
			continue;
		}
		str_printf(&text, "%%%s", magic->name);
		if (magic->kinds & MAGIC_LINE && !wants_cell)
			matches_add(&c->matches, text.data, text.len, "magic", RANK_OTHER, NULL);
		str_clear(&text);
		str_printf(&text, "%%%%%s", magic->name);
		if (magic->kinds & MAGIC_CELL && (wants_cell || !(magic->kinds & MAGIC_LINE)))
			matches_add(&c->matches, text.data, text.len, "magic", RANK_OTHER, NULL);
		str_release(&text);
	}
	for (size_t i = 0; c->source->aliases && c->source->aliases[i] && !wants_cell; i++) {
		struct str text = {0};

		str_printf(&text, "%s%s", with_percent ? "%" : "", c->source->aliases[i]);
		matches_add(&c->matches, text.data, text.len, "magic", RANK_OTHER, NULL);
		str_release(&text);
	}
}

// Options are the words of the usage that begin with '-': "[-n N] [--clock MODE]".
static void add_options(struct completer *c)
{
	const char *usage = c->cursor.magic->usage;

	for (const char *at = usage; (at = strchr(at, '-'));) {
		size_t len = strspn(at, "-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

		if (at > usage && strchr(" [|", at[-1]) && len > 1)
			matches_add(&c->matches, at, len, "option", RANK_LOCAL, NULL);
		at += len;
	}
}

static void add_environment(struct completer *c)
{
	for (char **variable = environ; *variable; variable++)
		matches_add(&c->matches, *variable, strcspn(*variable, "="), "variable", RANK_OTHER,
			    NULL);
}

static void add_checkpoints(struct completer *c)
{
	const struct checkpoints *all = c->source->checkpoints;

	for (const struct checkpoint *one = all ? all->newest : NULL; one; one = one->older)
		if (one->name)
			matches_add(&c->matches, one->name, strlen(one->name), "checkpoint",
				    RANK_LOCAL, NULL);
}

static void add_modes(struct completer *c, const char *const *words)
{
	for (; *words; words++)
		matches_add(&c->matches, *words, strlen(*words), "mode", RANK_LOCAL, NULL);
}

// Splits the word at its last '/': what is before it is a folder.
static void add_paths(struct completer *c, const char *const *suffixes)
{
	const char *word = c->matches.prefix;
	size_t path_len = c->matches.prefix_len;

	while (path_len > 0 && word[path_len - 1] != '/')
		path_len--;
	c->matches.prefix += path_len;
	c->matches.prefix_len -= path_len;
	c->cursor.word_byte += path_len;
	if (path_len > 1)
		path_len--;
	matches_add_files(&c->matches, c->source->folder, word, path_len, suffixes);
}

static void add_arguments(struct completer *c)
{
	static const char *const modes[] = {"Context", "Verbose", "Minimal", NULL};

	switch (c->cursor.magic->arguments) {
	case ARGUMENTS_PATH:
		add_paths(c, NULL);
		break;
	case ARGUMENTS_NAMES:
		add_session_names(c);
		break;
	case ARGUMENTS_MAGICS:
		add_magics(c, false);
		break;
	case ARGUMENTS_CHECKPOINTS:
		add_checkpoints(c);
		break;
	case ARGUMENTS_XMODE:
		add_modes(c, modes);
		break;
	case ARGUMENTS_ENV:
		add_environment(c);
		break;
	case ARGUMENTS_C:
	case ARGUMENTS_NONE:
	case ARGUMENTS_SHELL:
	case ARGUMENTS_TEXT:
		break;
	}
}

// What stands between '<' or '"' and the word.
static void add_headers(struct completer *c)
{
	static const char *const suffixes[] = {".h", ".c", NULL};
	const char *word = c->cursor.text + c->cursor.word_byte;
	const char *path = word;

	while (path > c->cursor.text && path[-1] != '<' && path[-1] != '"')
		path--;
	if (c->cursor.place == PLACE_OWN_HEADER)
		matches_add_files(&c->matches, c->source->folder, path,
				  word > path + 1 ? (size_t)(word - path - 1) : 0, suffixes);
	matches_add_headers(&c->matches, path, (size_t)(word - path));
}

// --- the whole ------------------------------------------------------------------------------

static void add_all(struct completer *c)
{
	switch (c->cursor.place) {
	case PLACE_NOTHING:
		break;
	case PLACE_NAME:
	case PLACE_TAG:
	case PLACE_MACRO:
		add_names(c);
		break;
	case PLACE_MEMBER:
		add_members(c);
		break;
	case PLACE_LABEL:
		scope_each_label(c->cursor.text, c->cursor.text_len, add_label, c);
		break;
	case PLACE_STRING:
	case PLACE_COMMAND:
		add_paths(c, NULL);
		break;
	case PLACE_DIRECTIVE:
		add_words(c, directives, sizeof directives / sizeof *directives);
		break;
	case PLACE_SYSTEM_HEADER:
	case PLACE_OWN_HEADER:
		add_headers(c);
		break;
	case PLACE_MAGIC:
		add_magics(c, true);
		break;
	case PLACE_OPTION:
		add_options(c);
		break;
	case PLACE_ARGUMENT:
		add_arguments(c);
		break;
	}
}

cJSON *complete(const struct complete_source *source, const char *code, size_t cursor_byte,
		size_t *start_byte, size_t *end_byte)
{
	struct completer c = {.source = source};
	cJSON *array;

	cursor_init(&c.cursor, source->symbols, code, cursor_byte);
	c.matches.prefix = code + c.cursor.word_byte;
	c.matches.prefix_len = c.cursor.end_byte - c.cursor.word_byte;
	add_all(&c);
	*start_byte = c.cursor.word_byte;
	*end_byte = c.cursor.end_byte;
	array = matches_take(&c.matches);
	cursor_release(&c.cursor);
	return array;
}
