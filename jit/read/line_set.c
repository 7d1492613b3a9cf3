// jit/read/line_set.c - different lines of text, in the order in which they were put in last.
#include "jit/read/line_set.h"

#include <stdlib.h>

#include "base/mem.h"

static struct line *find(const struct line_set *set, const char *text, size_t len)
{
	struct line *line;

	HASH_FIND(hh, set->lines, text, len, line);
	return line;
}

static void remove_line(struct line_set *set, struct line *line)
{
	HASH_DEL(set->lines, line);
	free(line->text);
	free(line);
}

void line_set_release(struct line_set *set)
{
	while (set->lines)
		remove_line(set, set->lines);
}

void line_set_copy(struct line_set *to, const struct line_set *from)
{
	for (const struct line *line = from->lines; line; line = line->hh.next)
		line_set_put(to, line->text, line->len);
}

bool line_set_has(const struct line_set *set, const char *text, size_t len)
{
	return find(set, text, len) != NULL;
}

void line_set_put(struct line_set *set, const char *text, size_t len)
{
	struct line *line = mem_zalloc(sizeof *line);

	line_set_remove(set, text, len);
	line->text = mem_strndup(text, len);
	line->len = len;
	HASH_ADD_KEYPTR(hh, set->lines, line->text, len, line);
}

void line_set_remove(struct line_set *set, const char *text, size_t len)
{
	struct line *line = find(set, text, len);

	if (line)
		remove_line(set, line);
}

void line_set_text(const struct line_set *set, struct str *out)
{
	for (const struct line *line = set->lines; line; line = line->hh.next) {
		str_add(out, line->text, line->len);
		str_putc(out, '\n');
	}
}
