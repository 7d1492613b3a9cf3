// jit/read/statement.c - a function's statements: writes a block again with a line probe before
// each.
//
// The parser passes the *line* along: that whose probe is known to have run last when control
// comes to a statement, NO_LINE when several are possible. A statement on that very line needs no
// probe. Its functions take the first token of a statement and give the token behind it.
#include "jit/read/statement.h"

#include <stdint.h>
#include <string.h>

#include "jit/read/scan.h"
#include "profiler/runtime/probe_text.h"

#define NO_LINE 0

static size_t read_statement(struct scan *s, size_t i, uint32_t *line);

// --- writing --------------------------------------------------------------------------------

static void add_probe(struct scan *s, uint32_t line)
{
	str_printf(s->out, LINES_PROBE, line - 1);
}

// --- tokens ---------------------------------------------------------------------------------

static bool is_any(const struct scan *s, size_t i, const char *const *words)
{
	while (*words && !scan_is_at(s, i, *words))
		words++;
	return *words != NULL;
}

static uint32_t line_of(const struct scan *s, size_t i)
{
	return s->tokens->items[i].line;
}

// --- statements -----------------------------------------------------------------------------

// Words that no macro with a block of its own has as its name.
static const char *const never_block_words[] = {
    "struct", "union",    "enum",        "return", "sizeof",  "typeof", "__typeof__",
    "goto",   "_Alignof", "__alignof__", "asm",    "__asm__", NULL,
};

// simple: anything ';', as far as the end of the block
static size_t read_simple(struct scan *s, size_t i, uint32_t *line)
{
	size_t first = i;

	if (line_of(s, i) != *line && !scan_is_at(s, i, ";")) {
		scan_copy_before(s, i);
		add_probe(s, line_of(s, i));
		str_puts(s->out, "; ");
		*line = line_of(s, i);
	}
	while (i < s->end && !scan_is_at(s, i, ";") && !scan_is_at(s, i, "}") &&
	       !scan_is_at(s, i, ")"))
		i = scan_is_at(s, i, "(") || scan_is_at(s, i, "[") || scan_is_at(s, i, "{")
			? scan_skip_bracket(s, i)
			: i + 1;
	if (scan_is_at(s, i, ";"))
		i++;
	return i == first ? scan_fail(s) : i;
}

// block: '{' statement* '}'
static size_t read_block(struct scan *s, size_t i, uint32_t *line)
{
	size_t end = scan_skip_bracket(s, i);
	size_t outer_end = s->end;

	if (s->has_failed)
		return end;
	s->end = end - 1;
	i = scan_skip_directives(s, i + 1);
	while (i < s->end && !s->has_failed)
		i = scan_skip_directives(s, read_statement(s, i, line));
	s->end = outer_end;
	return s->has_failed ? s->end : end;
}

// body: block | statement, which gets braces
static size_t read_body(struct scan *s, size_t i, uint32_t *line)
{
	i = scan_skip_directives(s, i);
	if (i >= s->end)
		return scan_fail(s);
	if (scan_is_at(s, i, "{"))
		return read_block(s, i, line);
	scan_copy_before(s, i);
	str_puts(s->out, "{ ");
	i = read_statement(s, i, line);
	if (s->has_failed)
		return i;
	scan_copy_behind(s, i - 1);
	str_puts(s->out, " }");
	return i;
}

// condition: '(' anything ')'; probes a line in front of it, NO_LINE: none
static size_t read_condition(struct scan *s, size_t i, uint32_t line)
{
	i = scan_skip_directives(s, i);
	if (!scan_is_at(s, i, "("))
		return scan_fail(s);
	if (line != NO_LINE) {
		scan_copy_behind(s, i);
		add_probe(s, line);
		str_puts(s->out, ", ");
	}
	return scan_skip_bracket(s, i);
}

// Lines only go up: behind a loop or branch the line is known when all of it stands on that line.
static uint32_t line_behind(uint32_t first, uint32_t last)
{
	return first == last ? first : NO_LINE;
}

// if: 'if' condition body ('else' (if | body))?
static size_t read_if(struct scan *s, size_t i, uint32_t *line)
{
	uint32_t known = *line, first = line_of(s, i), inside = first;
	bool has_else = true;

	while (has_else && scan_is_at(s, i, "if")) {
		uint32_t here = inside = line_of(s, i);

		i = read_condition(s, i + 1, here != known ? here : NO_LINE);
		if (s->has_failed)
			return i;
		known = here;
		i = read_body(s, i, &inside);
		has_else = !s->has_failed && scan_is_at(s, scan_skip_directives(s, i), "else");
		if (has_else)
			i = scan_skip_directives(s, scan_skip_directives(s, i) + 1);
	}
	if (has_else) {
		inside = known;
		i = read_body(s, i, &inside);
	}
	*line = line_behind(first, inside);
	return i;
}

// while: 'while' condition body
static size_t read_while(struct scan *s, size_t i, uint32_t *line)
{
	uint32_t here = line_of(s, i), inside = here;

	i = read_condition(s, i + 1, here);
	if (!s->has_failed)
		i = read_body(s, i, &inside);
	*line = line_behind(here, inside);
	return i;
}

// do: 'do' body 'while' condition ';'
static size_t read_do(struct scan *s, size_t i, uint32_t *line)
{
	uint32_t first = line_of(s, i), inside = NO_LINE;

	i = scan_skip_directives(s, read_body(s, i + 1, &inside));
	if (!scan_is_at(s, i, "while"))
		return scan_fail(s);
	*line = line_behind(first, line_of(s, i));
	i = read_condition(s, i + 1, line_of(s, i));
	return scan_is_at(s, i, ";") ? i + 1 : i;
}

// Finds the increment between a for's brackets; the end when it is not to be seen.
static size_t find_increment(const struct scan *s, size_t i, size_t end)
{
	int semicolon_cnt = 0;

	while (i < end && semicolon_cnt < 2) {
		if (scan_is_at(s, i, "(") || scan_is_at(s, i, "[") || scan_is_at(s, i, "{")) {
			i = token_after_bracket(s->tokens, i);
			continue;
		}
		semicolon_cnt += scan_is_at(s, i, ";");
		i++;
	}
	return semicolon_cnt == 2 ? i : end;
}

// for: 'for' '(' init ';' condition? ';' increment? ')' body
static size_t read_for(struct scan *s, size_t i, uint32_t *line)
{
	uint32_t here = line_of(s, i);
	size_t open = scan_skip_directives(s, i + 1), close, increment;
	uint32_t inside;

	if (!scan_is_at(s, open, "("))
		return scan_fail(s);
	if (here != *line) {
		scan_copy_before(s, i);
		add_probe(s, here);
		str_puts(s->out, "; ");
	}
	i = scan_skip_bracket(s, open);
	if (s->has_failed)
		return i;
	close = i - 1;
	increment = find_increment(s, open + 1, close);
	inside = increment < close || scan_is_at(s, close - 1, ";") ? here : NO_LINE;
	if (inside != NO_LINE) {
		scan_copy_before(s, increment);
		add_probe(s, here);
		str_puts(s->out, increment < close ? ", " : "");
	}
	i = read_body(s, i, &inside);
	*line = line_behind(here, inside);
	return i;
}

// switch: 'switch' condition body
static size_t read_switch(struct scan *s, size_t i, uint32_t *line)
{
	uint32_t here = line_of(s, i), inside = NO_LINE;

	i = read_condition(s, i + 1, here != *line ? here : NO_LINE);
	*line = NO_LINE;
	return s->has_failed ? i : read_body(s, i, &inside);
}

static size_t read_macro(struct scan *s, size_t i, size_t block, uint32_t *line)
{
	uint32_t inside = NO_LINE;

	if (line_of(s, i) != *line) {
		scan_copy_before(s, i);
		add_probe(s, line_of(s, i));
		str_puts(s->out, "; ");
	}
	*line = NO_LINE;
	return read_block(s, block, &inside);
}

static size_t read_unlabelled(struct scan *s, size_t i, uint32_t *line)
{
	static const struct {
		const char *word;
		size_t (*read)(struct scan *s, size_t i, uint32_t *line);
	} kinds[] = {{"{", read_block}, {"if", read_if}, {"while", read_while},
		     {"for", read_for}, {"do", read_do}, {"switch", read_switch}};
	size_t block;

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		if (scan_is_at(s, i, kinds[k].word))
			return kinds[k].read(s, i, line);
	if (scan_is_at(s, i, "else"))
		return scan_fail(s); // its if is hidden in a macro
	block = is_any(s, i, never_block_words) ? i : scan_find_macro_block(s, i);
	return block > i ? read_macro(s, i, block, line) : read_simple(s, i, line);
}

// statement: label* (block | if | while | do | for | switch | macro | simple)
static size_t read_statement(struct scan *s, size_t i, uint32_t *line)
{
	size_t behind;

	if (++s->depth > SCAN_DEPTH_MAX)
		return scan_fail(s);
	while (!s->has_failed && i < s->end && (behind = scan_skip_label(s, i)) > i) {
		i = scan_skip_directives(s, behind);
		*line = NO_LINE;
	}
	if (!s->has_failed && i < s->end)
		i = read_unlabelled(s, i, line);
	s->depth--;
	return i;
}

bool statements_probe(const struct tokens *tokens, size_t first, size_t end, struct str *out)
{
	struct scan s = {.tokens = tokens, .end = end, .out = out};
	size_t before = out->len;
	uint32_t line = NO_LINE;
	size_t i = scan_skip_directives(&s, first);

	s.at = tokens->items[first].start_byte;
	while (i < end && !s.has_failed)
		i = scan_skip_directives(&s, read_statement(&s, i, &line));
	if (s.has_failed) {
		str_cut(out, before);
		return false;
	}
	if (end > first)
		scan_copy_behind(&s, end - 1);
	return true;
}
