// jit/compiler/diagnostic.c - the compiler's messages, told in the lines of the user's cells.
#include "jit/compiler/diagnostic.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "jit/read/lex.h"

#define RED "\033[31m"
#define MAGENTA "\033[35m"
#define CYAN "\033[36m"
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

// Of a longer line a piece is quoted, with so much before the place that is told.
#define QUOTED_MAX_BYTES 400
#define QUOTED_BEFORE_BYTES 150
// More messages are only counted, but for the first error.
#define TOLD_MAX 100

enum severity { SEVERITY_NONE, SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE };

static const char *shown_text(const struct source *source)
{
	return source->shown ? source->shown : source->text;
}

struct message {
	const struct source *source; // NULL: a place that is no cell's
	uint32_t line;
	uint32_t column; // bytes, from 1; 0: not told (libtcc)
	enum severity severity;
	const char *text; // borrowed, not NUL-terminated
	size_t text_len;
};

static const char *find_line(const char *text, uint32_t line, size_t *len)
{
	while (line > 1 && (text = strchr(text, '\n'))) {
		text++;
		line--;
	}
	*len = text ? strcspn(text, "\n") : 0;
	return text;
}

static bool is_word_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

// Gives the byte where word stands in a line, as a whole word when it is one.
static size_t find_word(const char *line, size_t len, const char *word, size_t word_len)
{
	for (size_t i = 0; word_len && i + word_len <= len; i++) {
		if (memcmp(line + i, word, word_len))
			continue;
		if (is_word_byte(word[0]) &&
		    ((i > 0 && is_word_byte(line[i - 1])) ||
		     (i + word_len < len && is_word_byte(line[i + word_len]))))
			continue;
		return i;
	}
	return len;
}

uint32_t diagnostic_line(const struct source *source, uint32_t line)
{
	uint32_t last = 1;

	for (const char *c = shown_text(source); *c; c++)
		last += *c == '\n' && c[1];
	return line < last ? line : last;
}

// Appends part of a text that may hold a terminal's escapes.
static void add_visible(struct str *out, const char *text, size_t len)
{
	char *copy = mem_strndup(text, len);

	text_visible(out, copy);
	free(copy);
}

// Takes a piece of a long line around a byte of it; at is then that byte of the piece.
static const char *take_piece(const char *text, size_t *len, size_t *at)
{
	size_t from = *at > QUOTED_BEFORE_BYTES ? *at - QUOTED_BEFORE_BYTES : 0;

	if (*len <= QUOTED_MAX_BYTES)
		return text;
	while (from < *at && ((unsigned char)text[from] & 0xc0) == 0x80)
		from++;
	*len = *len - from < QUOTED_MAX_BYTES ? *len - from : QUOTED_MAX_BYTES;
	*at -= from;
	return text + from;
}

static void add_quoted(struct str *out, uint32_t line, const char *text, size_t len)
{
	str_printf(out, "%5u | ", line);
	add_visible(out, text, len);
	str_putc(out, '\n');
}

void diagnostic_quote_line(struct str *out, const struct source *source, uint32_t line)
{
	size_t len, at = 0;
	const char *text = find_line(shown_text(source), line, &len);

	if (!text || !len)
		return;
	text = take_piece(text, &len, &at);
	add_quoted(out, line, text, len);
}

// Quotes a line and appends one under it: a caret at a byte of it and waves under what follows.
static void quote_with_caret(struct str *out, uint32_t line, const char *text, size_t len,
			     size_t at, size_t word_len)
{
	text = take_piece(text, &len, &at);
	word_len = word_len < len - at ? word_len : len - at;
	add_quoted(out, line, text, len);
	str_puts(out, "      | ");
	for (size_t i = 0; i < at; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80) // one column per code point
			str_putc(out, text[i] == '\t' ? '\t' : ' ');
	str_puts(out, RED "^");
	for (size_t i = 1; i < word_len; i++)
		if (((unsigned char)text[at + i] & 0xc0) != 0x80)
			str_putc(out, '~');
	str_puts(out, PLAIN "\n");
}

void diagnostic_source_line(struct str *out, const struct source *source, uint32_t line,
			    const char *word, size_t word_len)
{
	size_t len, at, first = 0;
	const char *text = find_line(shown_text(source), line, &len);

	if (!text || !len)
		return;
	while (first < len && isspace((unsigned char)text[first]))
		first++;
	at = find_word(text, len, word, word_len);
	if (at == len) {
		at = first;
		word_len = 1;
	}
	quote_with_caret(out, line, text, len, at, word_len);
}

// The same at the column that the compiler told, under the whole word there.
static void quote_column(struct str *out, const struct message *message)
{
	size_t len, at = message->column - 1, end;
	const char *text = find_line(shown_text(message->source), message->line, &len);

	if (!text || !len)
		return;
	at = at < len ? at : len;
	end = at;
	while (end < len && is_word_byte(text[end]))
		end++;
	quote_with_caret(out, message->line, text, len, at, end > at ? end - at : 1);
}

// The word that a message is about stands in '...' or, for a token met, in "...".
static const char *quoted_word(const struct message *message, size_t *len)
{
	const char *end = message->text + message->text_len;
	const char *open = memmem(message->text, message->text_len, "got \"", 5);
	const char *close;
	char quote = open ? '"' : '\'';

	open = open ? open + 4 : memchr(message->text, '\'', message->text_len);
	*len = 0;
	if (!open)
		return NULL;
	close = memchr(open + 1, quote, (size_t)(end - open - 1));
	if (!close)
		return NULL;
	*len = (size_t)(close - open - 1);
	return open + 1;
}

// Finds the line of a cell that mentions a name; 0 when none does.
static uint32_t line_of_name(const struct source *source, const char *name, size_t len)
{
	struct tokens tokens;
	uint32_t line = 0;

	tokens_init(&tokens, source->text, strlen(shown_text(source)));
	for (size_t i = 0; i < tokens.cnt && !line; i++) {
		const struct token *token = &tokens.items[i];

		if (token->end_byte - token->start_byte == len &&
		    !memcmp(shown_text(source) + token->start_byte, name, len))
			line = token->line;
	}
	tokens_release(&tokens);
	return line;
}

static bool take_prefix(const char **at, size_t *len, const char *prefix)
{
	size_t prefix_len = strlen(prefix);

	if (*len < prefix_len || memcmp(*at, prefix, prefix_len))
		return false;
	*at += prefix_len;
	*len -= prefix_len;
	return true;
}

// Reads ':' digits that end at *end, and moves *end before them. Returns 0 when there are none.
static uint32_t take_number_before(const char *line, const char **end)
{
	const char *at = *end;
	uint32_t number;

	while (at > line && isdigit((unsigned char)at[-1]))
		at--;
	if (at == *end || at - 1 <= line || at[-1] != ':')
		return 0;
	number = (uint32_t)strtoul(at, NULL, 10);
	*end = at - 1;
	return number;
}

// place: file ':' line [':' column]
static void read_place(const char *line, const char *end, source_find_fn find, void *ctx,
		       struct message *message)
{
	uint32_t last = take_number_before(line, &end);
	uint32_t first = last ? take_number_before(line, &end) : 0;

	message->line = first ? first : last;
	message->column = first ? last : 0;
	message->source = message->line ? find(ctx, line, (size_t)(end - line)) : NULL;
	if (message->source)
		message->line = diagnostic_line(message->source, message->line);
}

static enum severity take_severity(struct message *message)
{
	static const struct {
		const char *prefix;
		enum severity severity;
	} prefixes[] = {
	    {"error: ", SEVERITY_ERROR},
	    {"fatal error: ", SEVERITY_ERROR},
	    {"warning: ", SEVERITY_WARNING},
	    {"note: ", SEVERITY_NOTE},
	};

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (take_prefix(&message->text, &message->text_len, prefixes[i].prefix))
			return prefixes[i].severity;
	return SEVERITY_NONE;
}

// Lines that lead up to a message, or close a list of them, and say nothing themselves.
static bool is_frame(const char *line, size_t len)
{
	static const char *const parts[] = {"In file included from", ": In function '",
					    ": At top level:", "compilation terminated."};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (memmem(line, len, parts[i], strlen(parts[i])))
			return true;
	return !len || !memcmp(line, "         ", len < 9 ? len : 9);
}

// message: [place ': '] ['error: ' | 'fatal error: ' | 'warning: ' | 'note: '] text
static bool parse_message(const char *line, size_t len, source_find_fn find, void *ctx,
			  struct message *message)
{
	const char *colon = memmem(line, len, ": ", 2);

	*message = (struct message){.text = line, .text_len = len};
	if (is_frame(line, len))
		return false; // the line that follows tells the place
	message->severity = take_severity(message);
	if (message->severity == SEVERITY_NONE && colon) {
		read_place(line, colon, find, ctx, message);
		message->text = colon + 2;
		message->text_len = len - (size_t)(colon + 2 - line);
		message->severity = take_severity(message);
	}
	// A note about a header or our own text helps nobody.
	return message->severity != SEVERITY_NOTE || message->source;
}

static bool contains(const struct message *message, const char *words)
{
	return memmem(message->text, message->text_len, words, strlen(words)) != NULL;
}

// The linker knows no lines: the first mention in the cell is where the symbol is missed.
static void locate_undefined(struct message *message, const struct source *cell_source)
{
	size_t len;
	const char *word;

	if (!cell_source || message->source || !contains(message, "undefined symbol"))
		return;
	word = quoted_word(message, &len);
	message->line = word ? line_of_name(cell_source, word, len) : 0;
	if (message->line)
		message->source = cell_source;
}

// The second compiler's warnings name their option.
static bool is_told_by_cc(const struct message *message)
{
	return contains(message, "[-W");
}

// Tells whether a message about the first word of another one stands among all.
static bool is_among(const char *all, const char *words, const struct message *message,
		     const char *behind)
{
	struct str text = {0};
	size_t len;
	const char *word = quoted_word(message, &len);
	bool is_there;

	str_printf(&text, "%s'%.*s'", words, word ? (int)len : 0, word ? word : "");
	is_there = strstr(all, text.data) && strstr(all, behind);
	str_release(&text);
	return is_there;
}

// A function that nobody has is told twice: by the compiler, who does not know it, and by the
// linker. Of libtcc's two the linker's error says it; of the second compiler's the warning does,
// which has the column and the name that may be meant.
static bool is_said_otherwise(struct message *message, const char *all)
{
	static const char unknown[] = "implicit declaration of function ";
	static const char missing[] = "undefined symbol ";

	if (contains(message, unknown) && is_among(all, missing, message, "")) {
		if (!is_told_by_cc(message))
			return true;
		message->severity = SEVERITY_ERROR;
	}
	return contains(message, missing) &&
	       is_among(all, unknown, message, "[-Wimplicit-function-declaration]");
}

// A note that says nothing about this cell.
static bool is_idle_note(const struct message *message)
{
	return message->severity == SEVERITY_NOTE &&
	       contains(message, "each undeclared identifier is reported only once");
}

// Our own prefixes of names are nobody's business.
static void add_text(struct str *out, const char *text, size_t len)
{
	static const char *const prefixes[] = {"cicle_fn_", "cicle_own_"};
	struct str own = {0};
	size_t i = 0;

	while (i < len) {
		size_t skip = 0;

		for (size_t j = 0; j < sizeof prefixes / sizeof *prefixes; j++)
			if (len - i > strlen(prefixes[j]) &&
			    !memcmp(text + i, prefixes[j], strlen(prefixes[j])))
				skip = strlen(prefixes[j]);
		if (!skip)
			str_putc(&own, text[i++]);
		i += skip;
	}
	text_visible(out, str_text(&own));
	str_release(&own);
}

static void add_place(struct str *out, const struct message *message)
{
	str_printf(out, "%s:%u:", message->source->label, message->line);
	if (message->column)
		str_printf(out, "%u:", message->column);
}

static void render(const struct message *message, struct str *out)
{
	static const char *const heads[] = {
	    [SEVERITY_NONE] = MAGENTA "warning: ",
	    [SEVERITY_ERROR] = RED "error: ",
	    [SEVERITY_WARNING] = MAGENTA "warning: ",
	    [SEVERITY_NOTE] = CYAN "note: ",
	};
	size_t word_len;
	const char *word = quoted_word(message, &word_len);

	if (message->source) {
		str_puts(out, BOLD);
		add_place(out, message);
		str_puts(out, PLAIN " ");
	}
	str_puts(out, heads[message->severity]);
	str_puts(out, PLAIN);
	add_text(out, message->text, message->text_len);
	if (contains(message, "undefined symbol"))
		str_puts(out, ": neither the session nor a library defines it");
	str_putc(out, '\n');
	if (message->source && message->column)
		quote_column(out, message);
	else if (message->source)
		diagnostic_source_line(out, message->source, message->line, word, word_len);
}

static void note_first_error(const struct message *message, struct str *first_error)
{
	if (!first_error || first_error->len || message->severity != SEVERITY_ERROR)
		return;
	if (message->source) {
		add_place(first_error, message);
		str_putc(first_error, ' ');
	}
	add_text(first_error, message->text, message->text_len);
}

// Tells whether a line is one of too many messages. Reading each would take long: lines of the cell
// are counted for it.
static bool is_left_out(const char *line, size_t len, size_t told_cnt,
			const struct str *first_error)
{
	static const char error[] = "error: ";
	bool is_needed =
	    first_error && !first_error->len && memmem(line, len, error, strlen(error));

	return told_cnt >= TOLD_MAX && !is_needed;
}

// The same message comes once.
static void tell(const struct message *message, struct str *out, struct str *first_error)
{
	struct str rendered = {0};

	render(message, &rendered);
	if (!strstr(str_text(out), str_text(&rendered))) {
		str_add(out, rendered.data, rendered.len);
		note_first_error(message, first_error);
	}
	str_release(&rendered);
}

bool diagnostic_render(const char *messages, const struct source *cell_source, source_find_fn find,
		       void *ctx, struct str *out, struct str *first_error)
{
	const char *all = messages;
	bool tells_place = false;
	size_t cnt = 0, left_out_cnt = 0;

	while (*messages) {
		size_t len = strcspn(messages, "\n");
		struct message message;

		if (is_left_out(messages, len, cnt, first_error))
			left_out_cnt++;
		else if (parse_message(messages, len, find, ctx, &message) && ++cnt &&
			 !is_said_otherwise(&message, all) && !is_idle_note(&message)) {
			locate_undefined(&message, cell_source);
			tells_place |= message.source && message.severity == SEVERITY_ERROR;
			tell(&message, out, first_error);
		}
		messages += len + (messages[len] == '\n');
	}
	if (left_out_cnt)
		str_printf(out, "... and %zu more messages\n", left_out_cnt);
	return tells_place;
}
