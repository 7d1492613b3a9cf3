// magics/cursor.c - what a half-typed text wants at the cursor.
#include "magics/cursor.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/lex.h"
#include "magics/segment.h"

// Structs in braces in braces: {.a = {.b = {.c
#define BRACE_DEPTH_MAX 32

static bool is_word_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static void blank_out(char *text, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++)
		if (text[i] != '\n')
			text[i] = ' ';
}

static void set_word(struct cursor *cursor, enum cursor_place place, size_t word_byte)
{
	cursor->place = place;
	cursor->word_byte = word_byte;
}

// Moves back over what is no blank and none of the stops.
static size_t word_start(const char *text, size_t at, size_t from, const char *stops)
{
	while (at > from && !isspace((unsigned char)text[at - 1]) && !strchr(stops, text[at - 1]))
		at--;
	return at;
}

// --- magics ---------------------------------------------------------------------------------

// Finds what the cursor wants in the arguments of a magic; C is left to others.
static bool place_in_arguments(struct cursor *cursor, const struct magic *magic, size_t args_byte)
{
	size_t word = word_start(cursor->text, cursor->text_len, args_byte, "");

	if (word < cursor->text_len && word > args_byte && cursor->text[word] == '-') {
		cursor->magic = magic;
		set_word(cursor, PLACE_OPTION, word);
		return true;
	}
	if (magic->arguments == ARGUMENTS_C)
		return false;
	cursor->magic = magic;
	set_word(cursor, magic->arguments == ARGUMENTS_SHELL ? PLACE_COMMAND : PLACE_ARGUMENT,
		 word);
	if (magic->arguments == ARGUMENTS_NAMES || magic->arguments == ARGUMENTS_MAGICS)
		while (word < cursor->text_len && cursor->text[word] == '%')
			cursor->word_byte = ++word;
	return true;
}

static bool place_in_body(struct cursor *cursor, const struct magic *magic, size_t body_byte)
{
	if (magic->arguments == ARGUMENTS_C)
		return false;
	set_word(cursor, magic->arguments == ARGUMENTS_SHELL ? PLACE_COMMAND : PLACE_NOTHING,
		 word_start(cursor->text, cursor->text_len, body_byte, ""));
	return true;
}

// Looks at a magic's segment. Returns true when the cursor is in it and its place is found.
// Otherwise what is C in it stays, and the rest is blanked out.
static bool place_in_magic(struct cursor *cursor, const struct segment *segment)
{
	const struct magic *magic =
	    magic_find(cursor->text + segment->name_byte, segment->name_len);
	bool is_cell = segment->kind == SEGMENT_CELL_MAGIC;
	size_t name_end = segment->name_byte + segment->name_len;
	size_t line_end = segment->args_byte + strcspn(cursor->text + segment->args_byte, "\n");
	bool is_c = magic && magic->arguments == ARGUMENTS_C;

	if (cursor->text_len <= name_end) {
		set_word(cursor, PLACE_MAGIC, segment->start_byte);
		return true;
	}
	if (magic && cursor->text_len <= line_end &&
	    place_in_arguments(cursor, magic, segment->args_byte))
		return true;
	if (magic && is_cell && cursor->text_len > line_end &&
	    place_in_body(cursor, magic, segment->body_byte))
		return true;
	blank_out(cursor->text, segment->start_byte,
		  is_c      ? name_end
		  : is_cell ? segment->end_byte
			    : line_end);
	return false;
}

// "%" or "%ti" alone on the cursor's line
static bool place_in_magic_name(struct cursor *cursor)
{
	size_t at = cursor->text_len, name;

	while (at > 0 && is_word_byte(cursor->text[at - 1]))
		at--;
	name = at;
	while (at > 0 && cursor->text[at - 1] == '%')
		at--;
	if (at == name || name - at > 2)
		return false;
	for (size_t i = at; i > 0 && cursor->text[i - 1] != '\n'; i--)
		if (cursor->text[i - 1] != ' ' && cursor->text[i - 1] != '\t')
			return false;
	set_word(cursor, PLACE_MAGIC, at);
	return true;
}

static bool place_in_command(struct cursor *cursor, const struct segment *segment)
{
	if (cursor->text_len < segment->args_byte || cursor->text_len > segment->end_byte) {
		blank_out(cursor->text, segment->start_byte, segment->end_byte);
		return false;
	}
	set_word(cursor, PLACE_COMMAND,
		 word_start(cursor->text, cursor->text_len, segment->args_byte, ""));
	return true;
}

// Takes the magics out of the text. Returns true when the cursor is in one.
static bool place_in_segments(struct cursor *cursor, struct symbols *symbols)
{
	struct segments segments;
	bool is_found = place_in_magic_name(cursor);

	segments_init(&segments, cursor->text, symbols_classify, symbols);
	for (size_t i = 0; i < segments.cnt && !is_found; i++) {
		const struct segment *segment = &segments.items[i];

		if (segment->kind == SEGMENT_LINE_MAGIC || segment->kind == SEGMENT_CELL_MAGIC)
			is_found = place_in_magic(cursor, segment);
		else if (segment->kind == SEGMENT_SHELL)
			is_found = place_in_command(cursor, segment);
	}
	segments_release(&segments);
	return is_found;
}

// --- strings and comments -------------------------------------------------------------------

// Gives the end of a string or character constant that begins at i: at its line's end at the
// latest. *is_open: the text ends in it.
static size_t after_literal(const char *text, size_t len, size_t i, bool *is_open)
{
	char quote = text[i++];

	while (i < len && text[i] != quote && text[i] != '\n')
		i += text[i] == '\\' && i + 1 < len ? 2 : 1;
	*is_open = i >= len;
	return i < len ? i + 1 : len;
}

static size_t after_comment(const char *text, size_t len, size_t i, bool *is_open)
{
	bool is_line = text[i + 1] == '/';
	const char *end =
	    is_line ? memchr(text + i, '\n', len - i) : memmem(text + i + 2, len - i - 2, "*/", 2);

	*is_open = !end;
	return end ? (size_t)(end - text) + (is_line ? 0 : 2) : len;
}

// Finds the comment or string that the text ends in. Returns its first byte, or len.
static size_t find_open(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len) {
		bool is_comment =
		    text[i] == '/' && i + 1 < len && (text[i + 1] == '/' || text[i + 1] == '*');
		bool is_open = false;
		size_t start = i;

		if (is_comment)
			i = after_comment(text, len, i, &is_open);
		else if (text[i] == '"' || text[i] == '\'')
			i = after_literal(text, len, i, &is_open);
		else
			i++;
		if (is_open)
			return start;
	}
	return len;
}

// --- directives -----------------------------------------------------------------------------

// #include <sys/...
static bool place_in_include(struct cursor *cursor, size_t rest)
{
	const char *text = cursor->text;
	char open = text[rest];
	size_t close = rest + 1;

	if (open != '<' && open != '"')
		return false;
	while (close < cursor->text_len && text[close] != '>' && text[close] != '"')
		close++;
	if (close < cursor->text_len)
		set_word(cursor, PLACE_NOTHING, cursor->text_len);
	else
		set_word(cursor, open == '<' ? PLACE_SYSTEM_HEADER : PLACE_OWN_HEADER,
			 word_start(text, cursor->text_len, rest + 1, "/"));
	return true;
}

static bool is_macro_directive(const char *keyword, size_t len)
{
	static const char *const words[] = {"ifdef", "ifndef", "undef", "if", "elif"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == len && !memcmp(words[i], keyword, len))
			return true;
	return false;
}

static bool place_in_directive(struct cursor *cursor)
{
	const char *text = cursor->text;
	size_t line = cursor->text_len, at, word, rest;

	while (line > 0 && text[line - 1] != '\n')
		line--;
	at = line + strspn(text + line, " \t");
	if (text[at] != '#')
		return false;
	word = at + 1 + strspn(text + at + 1, " \t");
	rest = word;
	while (isalpha((unsigned char)text[rest]))
		rest++;
	if (rest >= cursor->text_len) {
		set_word(cursor, PLACE_DIRECTIVE, word);
		return true;
	}
	if (rest - word == 7 && !memcmp(text + word, "include", 7))
		return place_in_include(cursor, rest + strspn(text + rest, " \t"));
	if (!is_macro_directive(text + word, rest - word))
		return false;
	at = cursor->text_len;
	while (at > rest && is_word_byte(text[at - 1]))
		at--;
	set_word(cursor, PLACE_MACRO, at);
	return true;
}

// --- C --------------------------------------------------------------------------------------

static void place_in_c(struct cursor *cursor)
{
	struct tokens tokens;
	size_t at = cursor->text_len;
	size_t last;

	while (at > 0 && is_word_byte(cursor->text[at - 1]))
		at--;
	set_word(cursor, PLACE_NAME, at);
	tokens_init(&tokens, cursor->text, at);
	last = tokens.cnt;
	if (last == 0) {
		cursor->place =
		    isdigit((unsigned char)cursor->text[at]) ? PLACE_NOTHING : PLACE_NAME;
		tokens_release(&tokens);
		return;
	}
	if (token_is(&tokens, last - 1, "->") || token_is(&tokens, last - 1, "."))
		cursor->place = PLACE_MEMBER;
	else if (token_is(&tokens, last - 1, "struct") || token_is(&tokens, last - 1, "union") ||
		 token_is(&tokens, last - 1, "enum"))
		cursor->place = PLACE_TAG;
	else if (token_is(&tokens, last - 1, "goto"))
		cursor->place = PLACE_LABEL;
	if (isdigit((unsigned char)cursor->text[at]) ||
	    (tokens.items[last - 1].kind == TOKEN_NUMBER && tokens.items[last - 1].end_byte == at))
		cursor->place = PLACE_NOTHING;
	tokens_release(&tokens);
}

static void find_place(struct cursor *cursor, struct symbols *symbols)
{
	size_t open;

	if (place_in_segments(cursor, symbols))
		return;
	open = find_open(cursor->text, cursor->text_len);
	if (open < cursor->text_len && cursor->text[open] == '/') {
		set_word(cursor, PLACE_NOTHING, cursor->text_len);
		blank_out(cursor->text, open, cursor->text_len);
		return;
	}
	if (place_in_directive(cursor))
		return;
	if (open < cursor->text_len && cursor->text[open] == '"')
		set_word(cursor, PLACE_STRING,
			 word_start(cursor->text, cursor->text_len, open + 1, ""));
	else
		place_in_c(cursor);
}

void cursor_init(struct cursor *cursor, struct symbols *symbols, const char *code,
		 size_t cursor_byte)
{
	size_t len = strlen(code);

	*cursor = (struct cursor){0};
	cursor->end_byte = cursor->text_len = cursor_byte < len ? cursor_byte : len;
	cursor->text = mem_strndup(code, cursor->text_len);
	find_place(cursor, symbols);
	scope_init(&cursor->scope, symbols, cursor->text, cursor->text_len);
	types_init(&cursor->types, symbols, &cursor->scope);
}

void cursor_release(struct cursor *cursor)
{
	types_release(&cursor->types);
	scope_release(&cursor->scope);
	free(cursor->text);
	*cursor = (struct cursor){0};
}

// --- members --------------------------------------------------------------------------------

// Gives the bracket that opens what the one at i closes, or NO_TOKEN.
static size_t opening_bracket(const struct tokens *tokens, size_t i)
{
	int depth = 0;

	for (size_t at = i + 1; at > 0; at--) {
		char c = tokens->text[tokens->items[at - 1].start_byte];

		if (tokens->items[at - 1].kind != TOKEN_PUNCT)
			continue;
		depth += (strchr(")]}", c) != NULL) - (strchr("([{", c) != NULL);
		if (depth == 0)
			return at - 1;
	}
	return NO_TOKEN;
}

static bool is_statement_word(const struct tokens *tokens, size_t i)
{
	static const char *const words[] = {"if", "while", "for", "switch", "return", "sizeof"};

	for (size_t w = 0; w < sizeof words / sizeof *words; w++)
		if (token_is(tokens, i, words[w]))
			return true;
	return false;
}

// Gives the first token of the postfix expression whose last one is i: "f(1)[2].x".
static size_t expression_start(const struct tokens *tokens, size_t i)
{
	for (;;) {
		bool is_bracket = token_is(tokens, i, ")") || token_is(tokens, i, "]");

		if (is_bracket) {
			size_t open = opening_bracket(tokens, i);

			if (open == NO_TOKEN || open == 0)
				return open == NO_TOKEN ? i : open;
			i = open;
			if ((tokens->items[i - 1].kind != TOKEN_IDENT &&
			     !token_is(tokens, i - 1, ")") && !token_is(tokens, i - 1, "]")) ||
			    is_statement_word(tokens, i - 1))
				return i;
			i--;
			continue;
		}
		if (i < 2 || (!token_is(tokens, i - 1, ".") && !token_is(tokens, i - 1, "->")))
			return i;
		i -= 2;
	}
}

static const struct type *span_type(struct types *types, const struct tokens *tokens, size_t first,
				    size_t end)
{
	const char *text = tokens->text + tokens->items[first].start_byte;

	return type_of_expression(types, text,
				  (size_t)(tokens->text + tokens->items[end - 1].end_byte - text));
}

// Gives the '{' around token i, or NO_TOKEN.
static size_t enclosing_brace(const struct tokens *tokens, size_t i)
{
	int depth = 0;

	for (size_t at = i; at > 0; at--) {
		char c = tokens->text[tokens->items[at - 1].start_byte];

		if (tokens->items[at - 1].kind != TOKEN_PUNCT)
			continue;
		depth += (strchr(")]}", c) != NULL) - (strchr("([{", c) != NULL);
		if (depth < 0)
			return c == '{' ? at - 1 : NO_TOKEN;
	}
	return NO_TOKEN;
}

// What the braces of an initialiser are for: "(T){", "T x = {", ".member = {", or an item of an
// array. NULL when that is not known.
static const struct type *brace_type(struct types *types, const struct tokens *tokens, size_t brace,
				     int depth)
{
	size_t i = brace - 1;
	const struct type *outer;
	struct member member;

	if (brace == NO_TOKEN || brace < 2 || depth > BRACE_DEPTH_MAX)
		return NULL;
	if (token_is(tokens, i, ")")) {
		size_t open = opening_bracket(tokens, i);

		return open == NO_TOKEN || open + 1 >= i ? NULL
							 : span_type(types, tokens, open + 1, i);
	}
	if (token_is(tokens, i, "{") || token_is(tokens, i, ",")) {
		outer = brace_type(types, tokens, enclosing_brace(tokens, brace), depth + 1);
		return outer && outer->kind == TYPE_ARRAY ? outer->inner : NULL;
	}
	if (!token_is(tokens, i, "="))
		return NULL;
	i--;
	while (i > 0 && token_is(tokens, i, "]") && opening_bracket(tokens, i) != NO_TOKEN &&
	       opening_bracket(tokens, i) > 0)
		i = opening_bracket(tokens, i) - 1;
	if (tokens->items[i].kind != TOKEN_IDENT)
		return NULL;
	if (i == 0 || !token_is(tokens, i - 1, "."))
		return type_of_name(types, tokens->text + tokens->items[i].start_byte,
				    tokens->items[i].end_byte - tokens->items[i].start_byte);
	outer = brace_type(types, tokens, enclosing_brace(tokens, i), depth + 1);
	outer = outer ? type_record_of(outer) : NULL;
	if (!outer ||
	    !type_find_member(types, outer, tokens->text + tokens->items[i].start_byte,
			      tokens->items[i].end_byte - tokens->items[i].start_byte, &member))
		return NULL;
	return member.type;
}

const struct type *cursor_record(struct cursor *cursor)
{
	struct tokens tokens;
	const struct type *type = NULL;
	size_t dot;

	if (cursor->place != PLACE_MEMBER)
		return NULL;
	tokens_init(&tokens, cursor->text, cursor->word_byte);
	dot = tokens.cnt - 1;
	if (dot > 0 && (token_is(&tokens, dot - 1, "{") || token_is(&tokens, dot - 1, ",")))
		type = brace_type(&cursor->types, &tokens, enclosing_brace(&tokens, dot), 0);
	else if (dot > 0)
		type = span_type(&cursor->types, &tokens, expression_start(&tokens, dot - 1), dot);
	tokens_release(&tokens);
	return type ? type_record_of(type) : NULL;
}
