// base/list.h - a list of texts.
//
// `struct list l = {0};` is an empty list. It owns its texts.
#ifndef CICLE_BASE_LIST_H
#define CICLE_BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct list {
	char **items; // owned, each too; items[cnt] is NULL once anything was added
	size_t cnt, cap;
};

// Appends a copy of len bytes of text.
void list_add_bytes(struct list *list, const char *text, size_t len);

// Appends a copy of a NUL-terminated text.
void list_add(struct list *list, const char *text);

// Appends copies of all texts of another list.
void list_add_all(struct list *list, const struct list *other);

// Makes text the last item: an equal earlier one goes.
void list_put(struct list *list, const char *text);

// Takes the i-th text out.
void list_drop(struct list *list, size_t i);

bool list_has(const struct list *list, const char *text);

// Appends the texts with something between each two.
void list_join(const struct list *list, const char *between, struct str *out);

// Appends the words of len bytes as a shell reads them: '..', ".." and \ quote, nothing is
// expanded. Returns -1 with err filled for a quote without its end.
int list_add_words(struct list *list, const char *text, size_t len, struct err *err);

// Frees all texts. The list is empty and usable afterwards.
void list_release(struct list *list);

#endif
