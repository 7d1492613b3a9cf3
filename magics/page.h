// magics/page.h - a text of titled sections, as plain text and as HTML.
#ifndef CICLE_MAGICS_PAGE_H
#define CICLE_MAGICS_PAGE_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/str.h"

struct page {
	struct str plain;
	struct str html;
};

// Adds C text.
void page_code(struct page *page, const char *text);

// Adds a sentence or several lines.
void page_text(struct page *page, const char *text);

// Adds columns of text under a title (NULL: none), in a fixed-width face.
void page_block(struct page *page, const char *title, const char *text);

bool page_is_empty(const struct page *page);

// Gives the mime bundle and frees the texts; NULL when the page is empty. The caller deletes it.
cJSON *page_take(struct page *page);

#endif
