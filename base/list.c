// base/list.c - a list of texts.
#include "base/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void list_add_bytes(struct list *list, const char *text, size_t len)
{
	if (list->cnt + 2 > list->cap) {
		list->cap = list->cap ? list->cap * 2 : 8;
		list->items = mem_grow(list->items, list->cap, sizeof *list->items);
	}
	list->items[list->cnt++] = mem_strndup(text, len);
	list->items[list->cnt] = NULL;
}

void list_add(struct list *list, const char *text)
{
	list_add_bytes(list, text, strlen(text));
}

void list_add_all(struct list *list, const struct list *other)
{
	for (size_t i = 0; i < other->cnt; i++)
		list_add(list, other->items[i]);
}

void list_drop(struct list *list, size_t i)
{
	free(list->items[i]);
	memmove(list->items + i, list->items + i + 1, (list->cnt - i) * sizeof *list->items);
	list->cnt--;
}

void list_put(struct list *list, const char *text)
{
	char *copy = mem_strdup(text);

	for (size_t i = list->cnt; i-- > 0;)
		if (!strcmp(list->items[i], copy))
			list_drop(list, i);
	list_add(list, copy);
	free(copy);
}

bool list_has(const struct list *list, const char *text)
{
	for (size_t i = 0; i < list->cnt; i++)
		if (!strcmp(list->items[i], text))
			return true;
	return false;
}

void list_join(const struct list *list, const char *between, struct str *out)
{
	for (size_t i = 0; i < list->cnt; i++)
		str_printf(out, "%s%s", i ? between : "", list->items[i]);
}

// Reads what stands from a quote to its end. Returns the byte behind it, or len + 1 when the end
// is missing.
static size_t read_quoted(const char *text, size_t at, size_t len, struct str *word)
{
	char quote = text[at++];

	while (at < len && text[at] != quote) {
		if (quote == '"' && text[at] == '\\' && at + 1 < len &&
		    strchr("\"\\$`", text[at + 1]))
			at++;
		str_putc(word, text[at++]);
	}
	return at + 1;
}

// Reads one word. Returns the byte behind it, or one above len for a quote without its end.
static size_t read_word(const char *text, size_t at, size_t len, struct str *word)
{
	while (at < len && !strchr(" \t\r\n", text[at])) {
		if (text[at] == '"' || text[at] == '\'') {
			at = read_quoted(text, at, len, word);
			continue;
		}
		if (text[at] == '\\' && at + 1 < len)
			at++;
		str_putc(word, text[at++]);
	}
	return at;
}

int list_add_words(struct list *list, const char *text, size_t len, struct err *err)
{
	struct str word = {0};
	size_t at = 0;

	for (;;) {
		while (at < len && strchr(" \t\r\n", text[at]))
			at++;
		if (at >= len)
			break;
		str_clear(&word);
		at = read_word(text, at, len, &word);
		if (at <= len)
			list_add(list, str_text(&word));
	}
	str_release(&word);
	if (at > len)
		return err_set(err, ERR_USAGE, "a quote has no end: %.*s", (int)len, text);
	return 0;
}

void list_release(struct list *list)
{
	for (size_t i = 0; i < list->cnt; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct list){0};
}
