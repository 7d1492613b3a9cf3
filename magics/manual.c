// magics/manual.c - the system's manual pages of C functions, as plain text.
#include "magics/manual.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/mem.h"

#define PAGE_MAX_BYTES (1u << 20)
#define LINE_WIDTH 80
#define INDENT 4
// ".so man3/printf.3" leads to another page; that may do so again.
#define REDIRECT_MAX 4
// How much of a description is shown when not the whole page is asked for.
#define DESCRIPTION_MAX_BYTES 2000

static const char *const roots[] = {"/usr/local/share/man", "/usr/share/man"};
static const char *const sections[] = {"3", "2"};
// What is shown of a page that is not asked for as a whole.
static const char *const short_sections[] = {"NAME", "SYNOPSIS", "DESCRIPTION", "RETURN VALUE"};

struct setter {
	struct str *out;
	struct str word_line; // the line being filled
	int indent;           // of paragraphs
	int shift;            // of .RS
	bool is_filled;       // false between .nf and .fi
	bool is_tag;          // the next line is a .TP's tag
	bool is_whole;
	bool is_skipped;    // a section that is not shown
	bool is_skipping;   // a table or a macro's definition
	size_t section_len; // out's length where the section began
	bool is_description;
};

// --- escapes --------------------------------------------------------------------------------

static const struct {
	const char *name, *text;
} specials[] = {
    {"aq", "'"},      {"dq", "\""},     {"lq", "\""},     {"rq", "\""},     {"oq", "'"},
    {"cq", "'"},      {"ha", "^"},      {"ti", "~"},      {"rs", "\\"},     {"ga", "`"},
    {"bu", "\u2022"}, {"em", "\u2014"}, {"en", "\u2013"}, {"hy", "-"},      {"co", "\u00a9"},
    {"+-", "\u00b1"}, {"mu", "\u00d7"}, {"<=", "\u2264"}, {">=", "\u2265"}, {"!=", "\u2260"},
    {"->", "\u2192"}, {"pi", "\u03c0"}, {"if", "\u221e"}, {"sr", "\u221a"}, {"mc", "\u00b5"},
    {"de", "\u00b0"}, {"dg", "\u2020"}, {"Fo", "\u00ab"}, {"Fc", "\u00bb"}, {"la", "<"},
    {"ra", ">"},      {"sq", "\u25a1"}, {"at", "@"},      {"sh", "#"},      {"lB", "["},
    {"rB", "]"},      {"or", "|"},
};

static void add_special(struct str *out, const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof specials / sizeof *specials; i++)
		if (strlen(specials[i].name) == len && !memcmp(specials[i].name, name, len))
			str_puts(out, specials[i].text);
}

// Gives the name behind \( or \[ or \f( and the like, and moves behind it.
static const char *take_name(const char **at, size_t *len)
{
	const char *name = *at;

	if (*name == '(') {
		*len = strnlen(name + 1, 2);
		*at = name + 1 + *len;
		return name + 1;
	}
	if (*name == '[') {
		*len = strcspn(name + 1, "]\n");
		*at = name + 1 + *len + (name[1 + *len] == ']');
		return name + 1;
	}
	*len = *name != '\0';
	*at = name + *len;
	return name;
}

// A size: \s0, \s-2, \s(12
static const char *after_size(const char *at)
{
	if (*at == '+' || *at == '-')
		at++;
	return at + strspn(at, "0123456789");
}

// Motions, \h'...' and others, have an argument between quotes.
static const char *after_quoted(const char *at)
{
	const char *end = *at == '\'' ? strchr(at + 1, '\'') : NULL;

	return end ? end + 1 : at;
}

// Reads one escape, at its backslash; gives what is behind it. NULL: the rest is a comment.
static const char *read_escape(const char *at, struct str *out)
{
	char c = at[1];
	size_t len;
	const char *name;

	at += c ? 2 : 1;
	switch (c) {
	case '"':
	case '\0':
		return NULL;
	case 'f':
	case '*':
	case 'n':
	case 'm':
		name = take_name(&at, &len);
		if (c == '*')
			add_special(out, name, len);
		return at;
	case '(':
	case '[':
		at--;
		name = take_name(&at, &len);
		add_special(out, name, len);
		return at;
	case 's':
		return after_size(at);
	case 'h':
	case 'v':
	case 'w':
	case 'X':
		return after_quoted(at);
	case '-':
	case '.':
	case '\'':
	case '`':
		str_putc(out, c);
		return at;
	case 'e':
	case '\\':
		str_putc(out, '\\');
		return at;
	case ' ':
	case '~':
	case '0':
		str_putc(out, ' ');
		return at;
	default:
		return at; // \& \| \^ \% \c \/ \, \u \d: nothing to see
	}
}

static void add_text(struct str *out, const char *text, size_t len)
{
	char *copy = mem_strndup(text, len);
	const char *at = copy;

	while (at && *at) {
		if (*at == '\\')
			at = read_escape(at, out);
		else
			str_putc(out, *at++);
	}
	free(copy);
}

// --- lines ----------------------------------------------------------------------------------

static int indent_of(const struct setter *s)
{
	int indent = s->indent + s->shift;

	return indent < 0 ? 0 : indent > LINE_WIDTH / 2 ? LINE_WIDTH / 2 : indent;
}

static bool is_hidden(struct setter *s)
{
	return s->is_skipped || (!s->is_whole && s->is_description &&
				 s->out->len - s->section_len > DESCRIPTION_MAX_BYTES);
}

// Counts columns: bytes that begin a character.
static int columns(const char *text, size_t len)
{
	int cnt = 0;

	for (size_t i = 0; i < len; i++)
		cnt += (text[i] & 0xc0) != 0x80;
	return cnt;
}

// Writes the line being filled, folded between words.
static void flush(struct setter *s)
{
	const char *at = str_text(&s->word_line);
	int column = 0;

	while (*at && !is_hidden(s)) {
		size_t len;

		at += strspn(at, " ");
		len = strcspn(at, " ");
		if (column && column + 1 + columns(at, len) > LINE_WIDTH) {
			str_putc(s->out, '\n');
			column = 0;
		}
		if (!column)
			str_printf(s->out, "%*s", column = indent_of(s), "");
		else if (len)
			str_putc(s->out, ' ');
		column += columns(at, len) + 1;
		str_add(s->out, at, len);
		at += len;
	}
	if (column)
		str_putc(s->out, '\n');
	str_clear(&s->word_line);
}

static void blank_line(struct setter *s)
{
	size_t len;

	flush(s);
	len = s->out->len;
	if (!is_hidden(s) && len >= 2 && memcmp(s->out->data + len - 2, "\n\n", 2) != 0)
		str_putc(s->out, '\n');
}

static void add_line(struct setter *s, const struct str *text)
{
	if (s->is_tag) {
		s->is_tag = false;
		str_puts(&s->word_line, str_text(text));
		flush(s);
		s->indent += INDENT;
		return;
	}
	if (!s->is_filled || *str_text(text) == ' ') {
		flush(s);
		if (!is_hidden(s))
			str_printf(s->out, "%*s%s\n", indent_of(s), "", str_text(text));
		return;
	}
	if (s->word_line.len)
		str_putc(&s->word_line, ' ');
	str_puts(&s->word_line, str_text(text));
}

// --- requests -------------------------------------------------------------------------------

// argument: '"' ... '"' | word. Gives its bytes and moves behind it; NULL at the end.
static const char *take_argument(const char **at, const char *end, size_t *len)
{
	const char *start;

	while (*at < end && (**at == ' ' || **at == '\t'))
		(*at)++;
	if (*at >= end)
		return NULL;
	start = *at;
	if (*start == '"') {
		start++;
		for (*at = start; *at < end && **at != '"'; (*at)++)
			;
		*len = (size_t)(*at - start);
		*at += *at < end;
		return start;
	}
	while (*at < end && **at != ' ' && **at != '\t')
		*at += **at == '\\' && *at + 1 < end ? 2 : 1;
	*len = (size_t)(*at - start);
	return start;
}

// Joins the arguments of a request: with blanks, or alternating fonts without.
static void join_arguments(const char *at, const char *end, const char *between, struct str *out)
{
	const char *argument;
	size_t len;
	bool is_first = true;

	while ((argument = take_argument(&at, end, &len))) {
		if (!is_first)
			str_puts(out, between);
		is_first = false;
		add_text(out, argument, len);
	}
}

static void first_argument(const char *at, const char *end, struct str *out)
{
	size_t len;
	const char *argument = take_argument(&at, end, &len);

	if (argument)
		add_text(out, argument, len);
}

static void begin_section(struct setter *s, const struct str *title, bool is_sub)
{
	bool is_shown = s->is_whole;

	flush(s);
	if (!is_sub) {
		for (size_t i = 0; i < sizeof short_sections / sizeof *short_sections; i++)
			is_shown |= !strcmp(str_text(title), short_sections[i]);
		s->is_skipped = !is_shown;
		s->is_description = !strcmp(str_text(title), "DESCRIPTION");
	}
	s->shift = 0;
	s->indent = INDENT;
	s->is_filled = true;
	if (is_hidden(s))
		return;
	if (s->out->len)
		blank_line(s);
	str_printf(s->out, "%s%s\n", is_sub ? "  " : "", str_text(title));
	if (!is_sub)
		s->section_len = s->out->len;
}

static bool is_one_of(const char *name, size_t len, const char *const *words)
{
	for (; *words; words++)
		if (strlen(*words) == len && !memcmp(*words, name, len))
			return true;
	return false;
}

static void set_paragraph(struct setter *s)
{
	blank_line(s);
	s->indent = INDENT;
}

// Does what a request says beside fonts and sections.
static void set_request(struct setter *s, const char *name, size_t len, const struct str *words)
{
	static const char *const paragraphs[] = {"PP", "P", "LP", "HP", NULL};
	static const char *const plain[] = {"nf", "EX", NULL};
	static const char *const filled[] = {"fi", "EE", NULL};
	static const char *const breaks[] = {"br", "in", "ti", NULL};

	if (is_one_of(name, len, paragraphs)) {
		set_paragraph(s);
	} else if (len == 2 && !memcmp(name, "TP", 2)) {
		set_paragraph(s);
		s->is_tag = true;
	} else if (len == 2 && !memcmp(name, "TQ", 2)) {
		flush(s);
		s->indent = INDENT;
		s->is_tag = true;
	} else if (len == 2 && !memcmp(name, "IP", 2)) {
		set_paragraph(s);
		if (words->len) {
			s->is_tag = true;
			add_line(s, words);
		} else {
			s->indent += INDENT;
		}
	} else if (len == 2 && (!memcmp(name, "RS", 2) || !memcmp(name, "RE", 2))) {
		flush(s);
		s->shift += name[1] == 'S' ? INDENT : -INDENT;
	} else if (len == 2 && !memcmp(name, "sp", 2)) {
		blank_line(s);
	} else if (is_one_of(name, len, plain) || is_one_of(name, len, filled)) {
		flush(s);
		s->is_filled = is_one_of(name, len, filled);
	} else if (is_one_of(name, len, breaks)) {
		flush(s);
	}
}

// request: '.' name arguments
static void read_request(struct setter *s, const char *line, const char *end)
{
	static const char *const fonts[] = {"B", "I", "SM", "SB", "UR", "MT", NULL};
	static const char *const mixed[] = {"BR", "RB", "BI", "IB", "IR", "RI", NULL};
	const char *name = line + 1 + strspn(line + 1, " \t");
	size_t len = strcspn(name, " \t\n");
	struct str words = {0};
	bool is_mixed;

	if (name + len > end)
		return;
	if (s->is_skipping) {
		s->is_skipping =
		    !(len == 2 && !memcmp(name, "TE", 2)) && !(len == 1 && *name == '.');
		return;
	}
	is_mixed = is_one_of(name, len, mixed);
	if (len == 2 && !memcmp(name, "IP", 2))
		first_argument(name + len, end, &words); // the others are widths
	else
		join_arguments(name + len, end, is_mixed ? "" : " ", &words);
	if (len == 2 && (!memcmp(name, "TS", 2) || !memcmp(name, "de", 2)))
		s->is_skipping = true;
	else if (len == 2 && (!memcmp(name, "SH", 2) || !memcmp(name, "SS", 2)))
		begin_section(s, &words, name[1] == 'S');
	else if (is_mixed || is_one_of(name, len, fonts))
		add_line(s, &words);
	else
		set_request(s, name, len, &words);
	str_release(&words);
}

static void read_line(struct setter *s, const char *line, const char *end)
{
	struct str text = {0};

	if (*line == '.' || *line == '\'') {
		if (line[1] != '\\')
			read_request(s, line, end);
		return;
	}
	if (s->is_skipping)
		return;
	if (line == end) {
		blank_line(s);
		return;
	}
	add_text(&text, line, (size_t)(end - line));
	add_line(s, &text);
	str_release(&text);
}

// Joins the lines that end with a backslash with those behind them. The caller frees.
static char *join_lines(const char *source)
{
	struct str out = {0};
	const char *end;

	while ((end = strstr(source, "\\\n"))) {
		str_add(&out, source, (size_t)(end - source));
		source = end + 2;
	}
	str_puts(&out, source);
	return str_take(&out);
}

void manual_set(const char *source, bool is_whole, struct str *out)
{
	struct setter s = {.out = out, .is_filled = true, .is_whole = is_whole, .is_skipped = true};
	char *joined = join_lines(source);

	for (const char *line = joined; *line;) {
		size_t len = strcspn(line, "\n");

		read_line(&s, line, line + len);
		line += len + (line[len] == '\n');
	}
	flush(&s);
	str_release(&s.word_line);
	free(joined);
}

// --- pages ----------------------------------------------------------------------------------

static bool read_gzip(const char *path, struct str *out)
{
	gzFile file = gzopen(path, "r");
	char buf[16384];
	int n;

	if (!file)
		return false;
	while ((n = gzread(file, buf, sizeof buf)) > 0 && out->len < PAGE_MAX_BYTES)
		str_add(out, buf, (size_t)n);
	gzclose(file);
	return n == 0 && out->len > 0;
}

// Reads "man3/printf.3" below a root, packed or not.
static bool read_page(const char *root, const char *page, struct str *out)
{
	struct str path = {0};
	bool is_read;

	str_printf(&path, "%s/%s.gz", root, page);
	is_read = read_gzip(path.data, out);
	if (!is_read) {
		path.data[path.len - 3] = '\0';
		str_clear(out);
		is_read = read_gzip(path.data, out);
	}
	str_release(&path);
	return is_read;
}

// Follows ".so man3/printf.3".
static bool read_source(const char *root, const char *page, struct str *out)
{
	char *next = mem_strdup(page);
	bool is_read = false;

	for (int i = 0; i < REDIRECT_MAX; i++) {
		str_clear(out);
		is_read = read_page(root, next, out);
		if (!is_read || strncmp(str_text(out), ".so ", 4) != 0 ||
		    strstr(str_text(out), ".."))
			break;
		free(next);
		next = mem_strndup(out->data + 4, strcspn(out->data + 4, " \n"));
	}
	free(next);
	return is_read;
}

static bool is_name(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '_')
			return false;
	return len > 0;
}

bool manual_page(const char *name, size_t len, bool is_whole, struct str *out)
{
	struct str source = {0}, page = {0};
	bool is_read = false;

	if (!is_name(name, len))
		return false;
	for (size_t i = 0; i < 2 * sizeof roots / sizeof *roots && !is_read; i++) {
		const char *section = sections[i / 2];

		str_clear(&page);
		str_printf(&page, "man%s/%.*s.%s", section, (int)len, name, section);
		is_read = read_source(roots[i % 2], page.data, &source);
	}
	if (is_read)
		manual_set(source.data, is_whole, out);
	str_release(&source);
	str_release(&page);
	return is_read;
}
