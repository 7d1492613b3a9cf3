// magics/segment.c - a cell's pieces: C text and magics, in order.
#include "magics/segment.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/lex.h"
#include "magics/magic.h"

static struct segment *push(struct segments *segments)
{
	if (segments->cnt == segments->cap) {
		segments->cap = segments->cap ? segments->cap * 2 : 4;
		segments->items = mem_grow(segments->items, segments->cap, sizeof *segments->items);
	}
	segments->items[segments->cnt] = (struct segment){0};
	return &segments->items[segments->cnt++];
}

static size_t name_len(const char *text)
{
	size_t len = 0;

	while (isalnum((unsigned char)text[len]) || text[len] == '_')
		len++;
	return len;
}

static size_t skip_blanks(const char *text, size_t at)
{
	return at + strspn(text + at, " \t");
}

static size_t line_end(const char *text, size_t at)
{
	return at + strcspn(text + at, "\n");
}

// Tells whether a statement can begin behind a piece of C text.
static bool can_begin(const char *text, size_t len, bool is_magic_name)
{
	struct tokens tokens;
	int depth = 0;
	bool can;

	tokens_init(&tokens, text, len);
	for (size_t i = 0; i < tokens.cnt; i++) {
		char c = text[tokens.items[i].start_byte];

		if (tokens.items[i].kind == TOKEN_PUNCT)
			depth += (strchr("([{", c) != NULL) - (strchr(")]}", c) != NULL);
	}
	can = depth == 0 && tokens.problem != LEX_OPEN_COMMENT &&
	      (is_magic_name || !tokens.cnt || token_is(&tokens, tokens.cnt - 1, ";") ||
	       token_is(&tokens, tokens.cnt - 1, "}") ||
	       tokens.items[tokens.cnt - 1].kind == TOKEN_DIRECTIVE);
	tokens_release(&tokens);
	return can;
}

static bool is_magic_line(const char *text, size_t c_start, size_t line)
{
	size_t at = skip_blanks(text, line);
	size_t len;

	if (text[at] != '%' || !isalpha((unsigned char)text[at + 1]))
		return false;
	len = name_len(text + at + 1);
	return can_begin(text + c_start, line - c_start, magic_find(text + at + 1, len) != NULL);
}

// Tells whether there is nothing to run: blanks and whole comments.
static bool is_only_comment(const char *text, size_t len)
{
	struct tokens tokens;
	size_t first = strspn(text, " \t\r\n");
	bool is_empty;

	if (first >= len)
		return true;
	if (text[first] != '/')
		return false;
	tokens_init(&tokens, text, len);
	is_empty = tokens.cnt == 0 && tokens.problem == LEX_OK;
	tokens_release(&tokens);
	return is_empty;
}

static void add_c(struct segments *segments, const char *text, size_t start, size_t end)
{
	struct segment *segment;

	if (is_only_comment(text + start, end - start))
		return;
	segment = push(segments);
	segment->kind = SEGMENT_C;
	segment->start_byte = start;
	segment->end_byte = end;
}

static void add_magic(struct segments *segments, const char *text, enum segment_kind kind,
		      size_t percent)
{
	struct segment *segment = push(segments);
	size_t end = line_end(text, percent);

	segment->kind = kind;
	segment->start_byte = percent;
	segment->name_byte = percent + (kind == SEGMENT_CELL_MAGIC ? 2 : 1);
	segment->name_len = name_len(text + segment->name_byte);
	segment->args_byte = segment->name_byte + segment->name_len;
	segment->body_byte = text[end] ? end + 1 : end;
	segment->end_byte = kind == SEGMENT_CELL_MAGIC ? strlen(text) : end;
}

// Tells whether nothing but blanks, ';' and one comment stand at the end of a text.
static bool is_rest_empty(const char *rest)
{
	rest += strspn(rest, " \t\r\n;");
	if (!strncmp(rest, "//", 2))
		rest += strcspn(rest, "\n");
	return rest[strspn(rest, " \t\r\n")] == '\0';
}

// help: '?'* '%'* name '?'*, alone in the cell, with at least one '?'
static bool add_help(struct segments *segments, const char *text)
{
	size_t at = strspn(text, " \t\r\n");
	size_t before = strspn(text + at, "?");
	size_t percent = strspn(text + at + before, "%");
	size_t name = at + before + percent;
	size_t len = name_len(text + name);
	size_t after = strspn(text + name + len, "?");
	struct segment *segment;

	if (!len || before + after == 0 || before + after > 2 ||
	    !is_rest_empty(text + name + len + after))
		return false;
	segment = push(segments);
	segment->kind = SEGMENT_HELP;
	segment->start_byte = at;
	segment->end_byte = strlen(text);
	segment->name_byte = name;
	segment->name_len = len;
	segment->detail_level = before + after == 2;
	return true;
}

// Tells whether what stands behind a '!' is C: "!(a && b)", "!strcmp(a, b)", "!flag;".
static bool reads_as_c(const char *rest, size_t len, name_classify_fn classify, void *ctx)
{
	struct tokens tokens;
	bool is_c;

	tokens_init(&tokens, rest, len);
	if (!tokens.cnt || tokens.items[0].kind != TOKEN_IDENT) {
		is_c = tokens.cnt && !strchr("./~", rest[tokens.items[0].start_byte]);
	} else if (token_is(&tokens, 1, "(") &&
		   tokens.items[1].start_byte == tokens.items[0].end_byte) {
		is_c = true;
	} else {
		const struct token *name = &tokens.items[0], *next = &tokens.items[1];
		bool is_argument = tokens.cnt > 1 && next->kind != TOKEN_PUNCT;
		bool is_option = token_is(&tokens, 1, "-") && tokens.cnt > 2 &&
				 next->start_byte > name->end_byte &&
				 tokens.items[2].start_byte == next->end_byte;

		is_c = classify &&
		       classify(ctx, rest + name->start_byte, name->end_byte - name->start_byte) ==
			   NAME_VALUE &&
		       !is_argument && !is_option;
	}
	tokens_release(&tokens);
	return is_c;
}

static bool is_shell_line(const char *text, size_t c_start, size_t line, name_classify_fn classify,
			  void *ctx)
{
	size_t at = skip_blanks(text, line);

	if (text[at] != '!' || !text[at + 1] || strchr("\n\r=", text[at + 1]))
		return false;
	return !reads_as_c(text + at + 1, line_end(text, at) - at - 1, classify, ctx) &&
	       can_begin(text + c_start, line - c_start, false);
}

// command: '!'+ text, over lines that end with a backslash
static size_t add_shell(struct segments *segments, const char *text, size_t start)
{
	struct segment *segment = push(segments);
	size_t end = line_end(text, start);

	while (text[end] && text[end - 1] == '\\')
		end = line_end(text, end + 1);
	segment->kind = SEGMENT_SHELL;
	segment->start_byte = segment->name_byte = start;
	segment->args_byte = start + strspn(text + start, "!");
	segment->end_byte = segment->body_byte = end;
	return end;
}

void segments_init(struct segments *segments, const char *text, name_classify_fn classify,
		   void *ctx)
{
	size_t first = strspn(text, " \t\r\n");
	size_t c_start = 0;

	*segments = (struct segments){0};
	if (add_help(segments, text))
		return;
	if (text[first] == '%' && text[first + 1] == '%' &&
	    isalpha((unsigned char)text[first + 2])) {
		add_magic(segments, text, SEGMENT_CELL_MAGIC, first);
		return;
	}
	for (size_t line = 0; text[line]; line += text[line] == '\n') {
		size_t end = line_end(text, line);

		if (is_magic_line(text, c_start, line)) {
			add_c(segments, text, c_start, line);
			add_magic(segments, text, SEGMENT_LINE_MAGIC, skip_blanks(text, line));
			c_start = end;
		} else if (is_shell_line(text, c_start, line, classify, ctx)) {
			add_c(segments, text, c_start, line);
			end = c_start = add_shell(segments, text, skip_blanks(text, line));
		}
		line = end;
	}
	add_c(segments, text, c_start, strlen(text));
}

void segments_release(struct segments *segments)
{
	free(segments->items);
	*segments = (struct segments){0};
}

char *segment_mask(const char *text, size_t start_byte, size_t end_byte)
{
	char *masked = mem_strdup(text);

	for (size_t i = 0; masked[i]; i++)
		if ((i < start_byte || i >= end_byte) && masked[i] != '\n')
			masked[i] = ' ';
	return masked;
}
