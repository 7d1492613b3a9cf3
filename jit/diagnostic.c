// jit/diagnostic.c - the compiler's messages, told in the lines of the user's cells.
#include "jit/diagnostic.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/lex.h"

#define RED "\033[31m"
#define MAGENTA "\033[35m"
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

struct message {
	const struct source *source; // NULL: a place that is no cell's
	uint32_t line;
	bool is_error;
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

void diagnostic_quote_line(struct str *out, const struct source *source, uint32_t line)
{
	size_t len;
	const char *text = find_line(source->text, line, &len);

	if (text && len)
		str_printf(out, "%5u | %.*s\n", line, (int)len, text);
}

void diagnostic_source_line(struct str *out, const struct source *source, uint32_t line,
			    const char *word, size_t word_len)
{
	size_t len, at, first = 0;
	const char *text = find_line(source->text, line, &len);

	if (!text || !len)
		return;
	while (first < len && isspace((unsigned char)text[first]))
		first++;
	at = find_word(text, len, word, word_len);
	if (at == len) {
		at = first;
		word_len = 1;
	}
	diagnostic_quote_line(out, source, line);
	str_puts(out, "      | ");
	for (size_t i = 0; i < at; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80) // one column per code point
			str_putc(out, text[i] == '\t' ? '\t' : ' ');
	str_puts(out, RED "^");
	for (size_t i = 1; i < word_len; i++)
		str_putc(out, '~');
	str_puts(out, PLAIN "\n");
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

	tokens_init(&tokens, source->text, strlen(source->text));
	for (size_t i = 0; i < tokens.cnt && !line; i++) {
		const struct token *token = &tokens.items[i];

		if (token->end_byte - token->start_byte == len &&
		    !memcmp(source->text + token->start_byte, name, len))
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

// The compiler tells an error at a text's end in the line behind it.
static uint32_t line_in_source(const struct source *source, uint32_t line)
{
	uint32_t last = 1;

	for (const char *c = source->text; *c; c++)
		last += *c == '\n' && c[1];
	return line < last ? line : last;
}

// message: [file ':' line ': '] ('error: ' | 'warning: ') text
static bool parse_message(const char *line, size_t len, source_find_fn find, void *ctx,
			  struct message *message)
{
	const char *colon = memmem(line, len, ": ", 2);
	const char *number;

	*message = (struct message){.text = line, .text_len = len};
	if (len > 21 && !memcmp(line, "In file included from", 21))
		return false; // the line that follows tells the place
	if (!colon || !len)
		return len > 0;
	number = colon;
	while (number > line && isdigit((unsigned char)number[-1]))
		number--;
	if (number > line && number < colon && number[-1] == ':') {
		message->source = find(ctx, line, (size_t)(number - 1 - line));
		message->line = (uint32_t)strtoul(number, NULL, 10);
		if (message->source)
			message->line = line_in_source(message->source, message->line);
	}
	if (strncmp(line, "error: ", 7) != 0 && strncmp(line, "warning: ", 9) != 0) {
		message->text = colon + 2;
		message->text_len = len - (size_t)(colon + 2 - line);
	}
	message->is_error = take_prefix(&message->text, &message->text_len, "error: ");
	if (!message->is_error)
		take_prefix(&message->text, &message->text_len, "warning: ");
	return true;
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

// The warning that a function is not declared says nothing beside the error that nobody has it.
static bool is_said_by_linker(const struct message *message, const char *all)
{
	struct str error = {0};
	size_t len;
	const char *word;
	bool is_said;

	if (message->is_error || !contains(message, "implicit declaration of function"))
		return false;
	word = quoted_word(message, &len);
	str_printf(&error, "undefined symbol '%.*s'", word ? (int)len : 0, word ? word : "");
	is_said = strstr(all, error.data) != NULL;
	str_release(&error);
	return is_said;
}

static void render(const struct message *message, struct str *out)
{
	size_t word_len;
	const char *word = quoted_word(message, &word_len);

	if (message->source)
		str_printf(out, BOLD "%s:%u:" PLAIN " ", message->source->label, message->line);
	str_printf(out, "%s" PLAIN "%.*s",
		   message->is_error ? RED "error: " : MAGENTA "warning: ", (int)message->text_len,
		   message->text);
	if (contains(message, "undefined symbol"))
		str_puts(out, ": neither the session nor a library defines it");
	str_putc(out, '\n');
	if (message->source)
		diagnostic_source_line(out, message->source, message->line, word, word_len);
}

static void note_first_error(const struct message *message, struct str *first_error)
{
	if (!first_error || first_error->len || !message->is_error)
		return;
	if (message->source)
		str_printf(first_error, "%s:%u: ", message->source->label, message->line);
	str_add(first_error, message->text, message->text_len);
}

void diagnostic_render(const char *messages, const struct source *cell_source, source_find_fn find,
		       void *ctx, struct str *out, struct str *first_error)
{
	const char *all = messages;
	struct str rendered = {0};

	while (*messages) {
		size_t len = strcspn(messages, "\n");
		struct message message;

		str_clear(&rendered);
		if (parse_message(messages, len, find, ctx, &message) &&
		    !is_said_by_linker(&message, all)) {
			locate_undefined(&message, cell_source);
			render(&message, &rendered);
			if (!strstr(str_text(out), rendered.data)) {
				str_add(out, rendered.data, rendered.len);
				note_first_error(&message, first_error);
			}
		}
		messages += len + (messages[len] == '\n');
	}
	str_release(&rendered);
}
