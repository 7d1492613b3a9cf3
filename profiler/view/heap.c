// profiler/view/heap.c - a memory profile's tables as HTML, without scripts and style sheets.
#include "profiler/heap_profile.h"

#include <stdlib.h>

#include "base/text.h"
#include "profiler/stats.h"
#include "profiler/view/html.h"

#define TABLE                                                                             \
	"<table style=\"border-collapse: collapse; margin: 8px 0; font-variant-numeric: " \
	"tabular-nums\"><thead><tr>"
#define NUMBER(tag) "<" tag " style=\"padding: 0 8px; text-align: right\">"

static void add_heads(struct str *out, const char *const *heads)
{
	for (; heads[1]; heads++)
		str_printf(out, NUMBER("th") "%s</th>", *heads);
	str_printf(out, HTML_LEFT("th") "%s</th></tr></thead>\n<tbody>\n", *heads);
}

static void add_number(struct str *out, uint64_t number)
{
	str_puts(out, NUMBER("td"));
	html_grouped(out, number);
	str_puts(out, "</td>");
}

// Ends a row with a text, which is released.
static void add_text(struct str *out, struct str *text)
{
	str_puts(out, HTML_LEFT("td") "<code>");
	text_html_escape(out, str_text(text));
	str_puts(out, "</code></td></tr>\n");
	str_release(text);
}

static void end_table(struct str *out, size_t cnt, size_t limit)
{
	str_puts(out, "</tbody></table>\n");
	if (cnt > limit)
		str_printf(out, "<p>... and %zu more</p>\n", cnt - limit);
}

static void add_functions(const struct heap_profile *heap, size_t limit, struct str *out)
{
	static const char *const heads[] = {"allocations", "bytes",    "peak",
					    "left",        "function", NULL};
	size_t cnt;
	struct heap_row *rows = heap_profile_rows(heap, HEAP_BY_FUNCTION, &cnt);

	str_puts(out, TABLE);
	add_heads(out, heads);
	for (size_t i = 0; i < cnt && i < limit; i++) {
		struct str name = {0};

		str_puts(out, "<tr>");
		add_number(out, rows[i].alloc_cnt);
		add_number(out, rows[i].bytes);
		add_number(out, heap->peak_bytes_of[rows[i].function]);
		add_number(out, rows[i].lost.bytes + rows[i].kept.bytes);
		stats_function_name(heap->profile, rows[i].function, &name);
		add_text(out, &name);
	}
	end_table(out, cnt, limit);
	free(rows);
}

static void add_left_row(const struct heap_profile *heap, uint32_t site,
			 const struct heap_left *left, const char *word, struct str *out)
{
	struct str text = {0};

	if (!left->block_cnt)
		return;
	str_puts(out, "<tr>");
	add_number(out, left->block_cnt);
	add_number(out, left->bytes);
	str_printf(out, HTML_LEFT("td") "%s</td>", word);
	heap_profile_place(heap, site, &text);
	str_puts(&text, "  ");
	heap_profile_path(heap, site, &text);
	add_text(out, &text);
}

static void add_left(const struct heap_profile *heap, size_t limit, struct str *out)
{
	static const char *const heads[] = {"blocks", "bytes", "left", "allocated at", NULL};
	size_t cnt;
	struct heap_row *rows = heap_profile_rows(heap, HEAP_BY_SITE, &cnt);

	if (cnt) {
		str_puts(out, TABLE);
		add_heads(out, heads);
		for (size_t i = 0; i < cnt && i < limit; i++) {
			add_left_row(heap, rows[i].site, &rows[i].lost, "lost", out);
			add_left_row(heap, rows[i].site, &rows[i].kept, "kept", out);
		}
		end_table(out, cnt, limit);
	}
	free(rows);
}

void heap_profile_html(const struct heap_profile *heap, size_t row_limit, struct str *out)
{
	struct str summary = {0};

	heap_profile_summary(heap, &summary);
	str_puts(out, "<div class=\"cicle-heap\">\n<p style=\"white-space: pre-line\">");
	text_html_escape(out, str_text(&summary));
	str_puts(out, "</p>\n");
	if (heap->site_cnt) {
		add_functions(heap, row_limit, out);
		add_left(heap, row_limit, out);
	}
	str_puts(out, "</div>\n");
	str_release(&summary);
}
