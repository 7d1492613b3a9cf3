// magics/page.c - a text of titled sections, as plain text and as HTML.
#include "magics/page.h"

#include <string.h>

#include "base/text.h"
#include "magics/magic.h"

static void add_plain(struct page *page, const char *text)
{
	size_t len = strlen(text);

	str_puts(&page->plain, page->plain.len ? "\n" : "");
	str_puts(&page->plain, text);
	if (len && text[len - 1] != '\n')
		str_putc(&page->plain, '\n');
}

static void add_html(struct page *page, const char *open, const char *text, const char *close)
{
	struct str escaped = {0};

	text_html_escape(&escaped, text);
	str_printf(&page->html, "%s%s%s\n", open, str_text(&escaped), close);
	str_release(&escaped);
}

void page_code(struct page *page, const char *text)
{
	add_plain(page, text);
	add_html(page, "<pre><code class=\"language-c\">", text, "</code></pre>");
}

void page_text(struct page *page, const char *text)
{
	add_plain(page, text);
	add_html(page, "<p style=\"white-space: pre-wrap\">", text, "</p>");
}

void page_block(struct page *page, const char *title, const char *text)
{
	if (title) {
		str_printf(&page->plain, "%s%s\n", page->plain.len ? "\n" : "", title);
		add_html(page, "<p><b>", title, "</b></p>");
		str_puts(&page->plain, text);
		if (*text && text[strlen(text) - 1] != '\n')
			str_putc(&page->plain, '\n');
	} else {
		add_plain(page, text);
	}
	add_html(page, "<pre>", text, "</pre>");
}

bool page_is_empty(const struct page *page)
{
	return page->plain.len == 0;
}

cJSON *page_take(struct page *page)
{
	cJSON *data = NULL;

	if (!page_is_empty(page)) {
		data = cJSON_CreateObject();
		cJSON_AddItemToObject(data, "text/plain", text_to_json(page->plain.data));
		cJSON_AddItemToObject(data, "text/html", text_to_json(page->html.data));
	}
	str_release(&page->plain);
	str_release(&page->html);
	return data;
}
