// jit/preprocess.c - headers and #if: what of a cell the preprocessor lets through.
#include "jit/preprocess.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/cell.h"
#include "jit/item.h"
#include "jit/lex.h"

#define BEGIN_MARKER "cicle_begin;"
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
	str_release(&preprocess->replay);
}

// Tells whether this very include was run before. A quoted one may have changed since.
static bool is_known_include(const struct preprocess *preprocess, const char *text, size_t len)
{
	struct str line = {0};
	bool is_known;

	if (!memchr(text, '<', len))
		return false;
	str_putc(&line, '\n');
	str_add(&line, text, len);
	str_putc(&line, '\n');
	is_known = strstr(str_text(&preprocess->replay), line.data) != NULL;
	str_release(&line);
	return is_known;
}

bool preprocess_is_needed(const struct preprocess *preprocess, const char *text)
{
	struct directive_walk walk = {0};
	const struct token *token;
	bool is_needed = false;

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

void preprocess_skeleton(const struct preprocess *preprocess, const char *text, const char *file,
			 struct str *out)
{
	struct directive_walk walk = {0};
	const struct token *token;
	size_t run = 0;

	str_puts(out, str_text(&preprocess->replay));
	str_puts(out, "\n" BEGIN_MARKER "\n");
	str_printf(out, RUN_MARKER "\n", run++);
	tokens_init(&walk.tokens, text, strlen(text));
	while ((token = next_directive(&walk))) {
		line_directive(out, token->line, file);
		str_add(out, text + token->start_byte, token->end_byte - token->start_byte);
		str_printf(out, "\n" RUN_MARKER "\n", run++);
	}
	tokens_release(&walk.tokens);
}

const char *preprocess_output(const char *preprocessed)
{
	const char *begin = strstr(preprocessed, BEGIN_MARKER);

	return begin ? begin + strlen(BEGIN_MARKER) : NULL;
}

static bool has_run(const char *output, size_t run)
{
	struct str marker = {0};
	bool is_there;

	str_printf(&marker, RUN_MARKER, run);
	is_there = strstr(output, marker.data) != NULL;
	str_release(&marker);
	return is_there;
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
	size_t run = 0, at = 0;

	tokens_init(&walk.tokens, text, strlen(text));
	while ((token = next_directive(&walk))) {
		enum directive_class class =
		    class_of(text + token->start_byte, token->end_byte - token->start_byte);

		if (!has_run(output, run++))
			blank_out(masked, at, token->start_byte);
		// A directive is live when what follows it is, for it opens no branch itself.
		if (class == DIRECTIVE_CONDITION || !has_run(output, run))
			blank_out(masked, token->start_byte, token->end_byte);
		at = token->end_byte;
	}
	if (!has_run(output, run))
		blank_out(masked, at, strlen(text));
	tokens_release(&walk.tokens);
	return masked;
}

// Appends a line to the replay; an equal earlier one goes, so that the latest definition wins.
static void remember_line(struct str *replay, const char *text, size_t len)
{
	struct str line = {0};
	char *old;

	str_putc(&line, '\n');
	str_add(&line, text, len);
	str_putc(&line, '\n');
	old = strstr(replay->data ? replay->data : "", line.data);
	if (old) {
		memmove(old, old + line.len,
			replay->len - (size_t)(old - replay->data) - line.len + 1);
		replay->len -= line.len;
	}
	str_add(replay, line.data, line.len);
	str_release(&line);
}

void preprocess_remember(struct preprocess *preprocess, const char *text)
{
	struct directive_walk walk = {0};
	const struct token *token;

	if (!strchr(text, '#'))
		return;
	tokens_init(&walk.tokens, text, strlen(text));
	while ((token = next_directive(&walk))) {
		const char *directive = text + token->start_byte;
		size_t len = token->end_byte - token->start_byte;
		enum directive_class class = class_of(directive, len);
		bool is_quoted = class == DIRECTIVE_INCLUDE && !memchr(directive, '<', len);

		if ((class == DIRECTIVE_INCLUDE && is_known_include(preprocess, directive, len)) ||
		    is_quoted || (class != DIRECTIVE_INCLUDE && class != DIRECTIVE_DEFINE))
			continue;
		remember_line(&preprocess->replay, directive, len);
	}
	tokens_release(&walk.tokens);
}
