// jit/read/comment.c - the comment that stands above a line.
#include "jit/read/comment.h"

#include <string.h>

// Gives the first byte of a line, or NULL when the text has fewer.
static const char *line_start(const char *text, uint32_t line)
{
	for (; line > 1; line--) {
		text = strchr(text, '\n');
		if (!text)
			return NULL;
		text++;
	}
	return text;
}

static const char *line_before(const char *text, const char *line)
{
	if (line == text)
		return NULL;
	for (line--; line > text && line[-1] != '\n'; line--)
		;
	return line;
}

static const char *first_word(const char *line)
{
	return line + strspn(line, " \t");
}

// Gives the end of a line's text, without blanks behind it.
static const char *text_end(const char *line)
{
	const char *end = line + strcspn(line, "\n");

	while (end > line && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
		end--;
	return end;
}

// Appends one line without what only marks it as comment.
static void add_line(struct str *out, const char *line)
{
	const char *at = first_word(line), *end = text_end(line);

	if (!strncmp(at, "//", 2) || !strncmp(at, "/*", 2)) {
		at += 2;
		at += strspn(at, "/*!");
	} else if (*at == '*' && strncmp(at, "*/", 2) != 0) {
		at++;
	}
	if (*at == ' ')
		at++;
	if (end - at >= 2 && !strncmp(end - 2, "*/", 2))
		end -= 2;
	while (end > at && strchr(" \t*", end[-1]))
		end--;
	if (end > at)
		str_add(out, at, (size_t)(end - at));
	str_putc(out, '\n');
}

static void trim(struct str *out, size_t start)
{
	size_t blank_cnt = 0;

	while (out->len > start && out->data[out->len - 1] == '\n')
		out->data[--out->len] = '\0';
	while (start + blank_cnt < out->len && out->data[start + blank_cnt] == '\n')
		blank_cnt++;
	if (!blank_cnt)
		return;
	memmove(out->data + start, out->data + start + blank_cnt, out->len - start - blank_cnt + 1);
	out->len -= blank_cnt;
}

// Gives the first line of the comment whose last line is given, or NULL.
static const char *find_first(const char *text, const char *last)
{
	const char *line = last, *before;
	const char *end = text_end(last);

	if (!strncmp(first_word(last), "//", 2)) {
		while ((before = line_before(text, line)) && !strncmp(first_word(before), "//", 2))
			line = before;
		return line;
	}
	if (end - last < 2 || strncmp(end - 2, "*/", 2) != 0)
		return NULL;
	while (line && strncmp(first_word(line), "/*", 2) != 0)
		line = line_before(text, line);
	return line;
}

bool comment_above(const char *text, uint32_t line, struct str *out)
{
	const char *below = line_start(text, line);
	const char *last = below ? line_before(text, below) : NULL;
	const char *at = last ? find_first(text, last) : NULL;
	size_t start = out->len;

	if (!at)
		return false;
	for (; at < below; at += strcspn(at, "\n") + 1)
		add_line(out, at);
	trim(out, start);
	return out->len > start;
}
