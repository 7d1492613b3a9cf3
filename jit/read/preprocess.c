// jit/read/preprocess.c - headers and #if: what of a cell the preprocessor lets through.
#include "jit/read/preprocess.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/cell.h"
#include "jit/read/item.h"
#include "jit/read/lex.h"
#include "jit/read/span.h"

#define AGAIN_MARKER "cicle_again;"
#define BEGIN_MARKER "cicle_begin;"
// As libtcc's headers do (jit/runner/headers/features.h): all that glibc has, in every cell.
#define CC_HEAD "#define _GNU_SOURCE 1\n#include <features.h>\n#undef _GNU_SOURCE\n"
#define RUN_MARKER "cicle_run_%zu;"

enum directive_class {
	DIRECTIVE_DEFINE, // #define, #undef
	DIRECTIVE_INCLUDE,
	DIRECTIVE_CONDITION, // #if ... #endif
	DIRECTIVE_QUIET,     // #pragma, #line, a lone #
	DIRECTIVE_OTHER, // #error, #warning, a mistyped one: the preprocessor has something to say
};

// More is more than libtcc takes.
#define CONDITION_MAX 64

// Walks over the directives that stand outside of braces, and those that belong to an #if there:
// both branches of such an #if may open the same brace.
struct directive_walk {
	struct tokens tokens;
	size_t i;
	int depth;
	int depths[CONDITION_MAX]; // at each open #if
	size_t condition_cnt;
};

static enum directive_class class_of(const char *text, size_t len)
{
	static const char *const conditions[] = {"if", "ifdef", "ifndef", "elif", "else", "endif"};
	size_t keyword_len;
	const char *keyword = directive_keyword(text, len, &keyword_len);

	for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
		if (strlen(conditions[i]) == keyword_len &&
		    !memcmp(conditions[i], keyword, keyword_len))
			return DIRECTIVE_CONDITION;
	if (keyword_len == 7 && !memcmp(keyword, "include", 7))
		return DIRECTIVE_INCLUDE;
	if ((keyword_len == 6 && !memcmp(keyword, "define", 6)) ||
	    (keyword_len == 5 && !memcmp(keyword, "undef", 5)))
		return DIRECTIVE_DEFINE;
	if (keyword_len == 0 || (keyword_len == 6 && !memcmp(keyword, "pragma", 6)) ||
	    (keyword_len == 4 && !memcmp(keyword, "line", 4)))
		return DIRECTIVE_QUIET;
	return DIRECTIVE_OTHER;
}

static bool is_keyword(const char *text, size_t len, const char *word)
{
	size_t keyword_len;
	const char *keyword = directive_keyword(text, len, &keyword_len);

	return keyword_len == strlen(word) && !memcmp(keyword, word, keyword_len);
}

// Tells whether a directive is one of those that are walked over, and follows conditions.
static bool is_outer(struct directive_walk *walk, const struct token *token)
{
	const char *text = walk->tokens.text + token->start_byte;
	size_t len = token->end_byte - token->start_byte;
	size_t last = walk->condition_cnt - 1;
	bool is_outer = walk->depth <= 0;

	if (class_of(text, len) != DIRECTIVE_CONDITION)
		return is_outer;
	if (is_keyword(text, len, "if") || is_keyword(text, len, "ifdef") ||
	    is_keyword(text, len, "ifndef")) {
		if (walk->condition_cnt < CONDITION_MAX)
			walk->depths[walk->condition_cnt++] = walk->depth;
		return is_outer;
	}
	if (!walk->condition_cnt)
		return is_outer;
	is_outer = walk->depths[last] <= 0;
	if (is_keyword(text, len, "endif"))
		walk->condition_cnt--;
	else
		walk->depth = walk->depths[last];
	return is_outer;
}

// Gives the next directive that the walk is for, or NULL at the end.
static const struct token *next_directive(struct directive_walk *walk)
{
	while (walk->i < walk->tokens.cnt) {
		size_t i = walk->i++;

		if (token_is(&walk->tokens, i, "{"))
			walk->depth++;
		else if (token_is(&walk->tokens, i, "}"))
			walk->depth--;
		else if (walk->tokens.items[i].kind == TOKEN_DIRECTIVE &&
			 is_outer(walk, &walk->tokens.items[i]))
			return &walk->tokens.items[i];
	}
	return NULL;
}

void preprocess_init(struct preprocess *preprocess)
{
	*preprocess = (struct preprocess){0};
}

void preprocess_release(struct preprocess *preprocess)
{
	line_set_release(&preprocess->replay);
	line_set_release(&preprocess->cc_replay);
	line_set_release(&preprocess->cc_only);
	str_release(&preprocess->head);
}

void preprocess_copy(struct preprocess *to, const struct preprocess *from)
{
	preprocess_release(to);
	preprocess_init(to);
	line_set_copy(&to->replay, &from->replay);
	line_set_copy(&to->cc_replay, &from->cc_replay);
	line_set_copy(&to->cc_only, &from->cc_only);
	to->has_replayed_include = from->has_replayed_include;
	str_add(&to->head, from->head.data, from->head.len);
	to->is_stale = from->is_stale;
}

void preprocess_set_head(struct preprocess *preprocess, const char *head)
{
	if (!strcmp(str_text(&preprocess->head), head))
		return;
	str_clear(&preprocess->head);
	str_puts(&preprocess->head, head);
	preprocess->is_stale = true;
}

static bool reads_again(const struct preprocess *preprocess)
{
	return preprocess->is_stale && (preprocess->has_replayed_include ||
					strstr(str_text(&preprocess->head), "#include"));
}

// Tells whether this very include was run before. A quoted one may have changed since.
static bool is_known_include(const struct preprocess *preprocess, const char *text, size_t len)
{
	return memchr(text, '<', len) && line_set_has(&preprocess->cc_replay, text, len);
}

bool preprocess_is_needed(const struct preprocess *preprocess, const char *text)
{
	struct directive_walk walk = {0};
	const struct token *token;
	bool is_needed = false;

	if (reads_again(preprocess))
		return true;
	if (!strchr(text, '#'))
		return false;
	tokens_init(&walk.tokens, text, strlen(text));
	while (!is_needed && (token = next_directive(&walk))) {
		const char *directive = text + token->start_byte;
		size_t len = token->end_byte - token->start_byte;
		enum directive_class class = class_of(directive, len);

		is_needed =
		    class == DIRECTIVE_CONDITION || class == DIRECTIVE_OTHER ||
		    (class == DIRECTIVE_INCLUDE && !is_known_include(preprocess, directive, len));
	}
	tokens_release(&walk.tokens);
	return is_needed;
}

// A macro that had another definition before is no mistake in a session.
static void add_undef(struct str *out, const char *text, size_t len)
{
	struct macro_parts parts;

	if (directive_define(text, len, &parts))
		str_printf(out, "#undef %.*s\n", (int)parts.name_len, parts.name);
}

static void add_line(struct str *out, const struct line *line)
{
	add_undef(out, line->text, line->len);
	str_add(out, line->text, line->len);
	str_putc(out, '\n');
}

static void add_lines(struct str *out, const struct line_set *lines)
{
	for (const struct line *line = lines->lines; line; line = line->hh.next)
		add_line(out, line);
}

void preprocess_skeleton(const struct preprocess *preprocess, enum preprocess_reader reader,
			 const char *text, const char *file, struct str *out)
{
	struct directive_walk walk = {0};
	const struct token *token;
	size_t run = 0;

	if (reader == READER_TCC && reads_again(preprocess))
		str_puts(out, AGAIN_MARKER "\n");
	if (reader == READER_TCC)
		str_puts(out, str_text(&preprocess->head));
	else
		str_puts(out, CC_HEAD);
	add_lines(out, reader == READER_TCC ? &preprocess->replay : &preprocess->cc_replay);
	str_puts(out, "\n" BEGIN_MARKER "\n");
	str_printf(out, RUN_MARKER "\n", run++);
	tokens_init(&walk.tokens, text, strlen(text));
	while ((token = next_directive(&walk))) {
		const char *directive = text + token->start_byte;
		size_t len = token->end_byte - token->start_byte;

		if (reader == READER_CC || !line_set_has(&preprocess->cc_only, directive, len)) {
			add_undef(out, directive, len);
			line_directive(out, token->line, file);
			str_add(out, directive, len);
		}
		str_printf(out, "\n" RUN_MARKER "\n", run++);
	}
	tokens_release(&walk.tokens);
}

const char *preprocess_again(const char *preprocessed, size_t *len)
{
	const char *again = strstr(preprocessed, AGAIN_MARKER);
	const char *begin = again ? strstr(again, BEGIN_MARKER) : NULL;

	if (!begin)
		return NULL;
	again += strlen(AGAIN_MARKER);
	*len = (size_t)(begin - again);
	return again;
}

const char *preprocess_output(const char *preprocessed)
{
	const char *begin = strstr(preprocessed, BEGIN_MARKER);

	return begin ? begin + strlen(BEGIN_MARKER) : NULL;
}

// Finds the markers that came back: one flag per run, cnt of them. The caller frees.
static bool *find_runs(const char *output, size_t cnt)
{
	static const char marker[] = "cicle_run_";
	bool *is_there = mem_zalloc(cnt * sizeof *is_there);

	for (const char *at = output; (at = strstr(at, marker));) {
		size_t run;

		at += strlen(marker);
		run = strtoul(at, NULL, 10);
		if (run < cnt)
			is_there[run] = true;
	}
	return is_there;
}

static size_t count_runs(const char *text)
{
	struct directive_walk walk = {0};
	size_t cnt = 1;

	tokens_init(&walk.tokens, text, strlen(text));
	while (next_directive(&walk))
		cnt++;
	tokens_release(&walk.tokens);
	return cnt;
}

static void blank_out(char *text, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++)
		if (text[i] != '\n')
			text[i] = ' ';
}

char *preprocess_mask(const char *text, const char *output)
{
	struct directive_walk walk = {0};
	const struct token *token;
	char *masked = mem_strdup(text);
	bool *is_there = find_runs(output, count_runs(text));
	size_t run = 0, at = 0;

	tokens_init(&walk.tokens, text, strlen(text));
	while ((token = next_directive(&walk))) {
		enum directive_class class =
		    class_of(text + token->start_byte, token->end_byte - token->start_byte);

		if (!is_there[run++])
			blank_out(masked, at, token->start_byte);
		// A directive is live when what follows it is, for it opens no branch itself.
		if (class == DIRECTIVE_CONDITION || !is_there[run])
			blank_out(masked, token->start_byte, token->end_byte);
		at = token->end_byte;
	}
	if (!is_there[run])
		blank_out(masked, at, strlen(text));
	free(is_there);
	tokens_release(&walk.tokens);
	return masked;
}

// --- includes beyond libtcc -----------------------------------------------------------------

// Gives the line of the cell that the messages name first; 0 when they name none.
static uint32_t blamed_line(const char *messages, const char *file)
{
	struct str prefix = {0};
	const char *at;
	uint32_t line = 0;

	str_printf(&prefix, "%s:", file);
	at = strstr(messages, prefix.data);
	if (at)
		line = (uint32_t)strtoul(at + prefix.len, NULL, 10);
	str_release(&prefix);
	return line;
}

bool preprocess_leave_to_cc(struct preprocess *preprocess, const char *text, const char *file,
			    const char *messages)
{
	struct directive_walk walk = {0};
	uint32_t line = blamed_line(messages, file);
	const struct token *token;
	bool has_found = false;

	tokens_init(&walk.tokens, text, strlen(text));
	while (line && !has_found && (token = next_directive(&walk))) {
		const char *directive = text + token->start_byte;
		size_t len = token->end_byte - token->start_byte;

		if (token->line != line || class_of(directive, len) != DIRECTIVE_INCLUDE ||
		    !memchr(directive, '<', len) ||
		    line_set_has(&preprocess->cc_only, directive, len))
			continue;
		line_set_put(&preprocess->cc_only, directive, len);
		has_found = true;
	}
	tokens_release(&walk.tokens);
	return has_found;
}

void preprocess_give_up(struct preprocess *preprocess, const char *text)
{
	struct directive_walk walk = {0};
	const struct token *token;

	tokens_init(&walk.tokens, text, strlen(text));
	while ((token = next_directive(&walk)))
		line_set_remove(&preprocess->cc_only, text + token->start_byte,
				token->end_byte - token->start_byte);
	tokens_release(&walk.tokens);
}

bool preprocess_needs_cc(const struct preprocess *preprocess, const char *text)
{
	struct directive_walk walk = {0};
	const struct token *token;
	bool needs = false;

	if (!preprocess->cc_only.lines)
		return false;
	tokens_init(&walk.tokens, text, strlen(text));
	while (!needs && (token = next_directive(&walk)))
		needs = line_set_has(&preprocess->cc_only, text + token->start_byte,
				     token->end_byte - token->start_byte);
	tokens_release(&walk.tokens);
	return needs;
}

// --- what ran -------------------------------------------------------------------------------

void preprocess_remember(struct preprocess *preprocess, const char *text)
{
	struct directive_walk walk = {0};
	const struct token *token;

	preprocess->is_stale = false;
	if (!strchr(text, '#'))
		return;
	tokens_init(&walk.tokens, text, strlen(text));
	while ((token = next_directive(&walk))) {
		const char *directive = text + token->start_byte;
		size_t len = token->end_byte - token->start_byte;
		enum directive_class class = class_of(directive, len);
		bool is_known =
		    class == DIRECTIVE_INCLUDE && is_known_include(preprocess, directive, len);
		bool is_quoted = class == DIRECTIVE_INCLUDE && !memchr(directive, '<', len);

		if (class != DIRECTIVE_INCLUDE && class != DIRECTIVE_DEFINE)
			continue;
		// Macros stand in a unit's prelude too: here only the headers need them.
		if (!line_set_has(&preprocess->cc_replay, directive, len))
			line_set_put(&preprocess->cc_replay, directive, len);
		// The latest definition wins.
		if (!is_known && !is_quoted &&
		    !line_set_has(&preprocess->cc_only, directive, len)) {
			line_set_put(&preprocess->replay, directive, len);
			preprocess->has_replayed_include |= class == DIRECTIVE_INCLUDE;
		}
	}
	tokens_release(&walk.tokens);
}

static void add_cc_lines(const struct preprocess *preprocess, const struct line_set *lines,
			 bool needs_cc, struct str *out)
{
	for (const struct line *line = lines->lines; line; line = line->hh.next)
		if (needs_cc || !line_set_has(&preprocess->cc_only, line->text, line->len))
			add_line(out, line);
}

// The macros were for the headers. What a unit names of them, its prelude defines.
static void end_cc_macros(const struct line_set *lines, struct str *out)
{
	struct macro_parts parts;

	for (const struct line *line = lines->lines; line; line = line->hh.next)
		if (directive_define(line->text, line->len, &parts))
			str_printf(out, "#undef %.*s\n", (int)parts.name_len, parts.name);
}

void preprocess_cc_headers(const struct preprocess *preprocess, const char *text, bool needs_cc,
			   struct str *out)
{
	struct preprocess with_text = {0};

	str_puts(out, CC_HEAD);
	preprocess_remember(&with_text, text);
	add_cc_lines(preprocess, &preprocess->cc_replay, needs_cc, out);
	add_cc_lines(preprocess, &with_text.cc_replay, needs_cc, out);
	end_cc_macros(&preprocess->cc_replay, out);
	end_cc_macros(&with_text.cc_replay, out);
	preprocess_release(&with_text);
}
