// magics/compile_log.c - where the time of the notebook's cells went, step by step.
#include "magics/compile_log.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

// More cells than anybody looks back at.
#define CELL_MAX_CNT 1000
#define TITLE_MAX_BYTES 40
#define CELL_STYLE "padding: 0 8px; text-align: right; white-space: pre"
#define WARMEST_ALPHA 0.55

static char *title_of(const char *text)
{
	size_t len;

	text += strspn(text, " \t\r\n");
	len = strcspn(text, "\r\n");
	if (len > TITLE_MAX_BYTES)
		for (len = TITLE_MAX_BYTES; (text[len] & 0xc0) == 0x80; len--)
			; // not in the middle of a character
	return mem_strndup(text, len);
}

static void drop_oldest(struct compile_log *log)
{
	assert(log->items);
	free(log->items[0].title);
	memmove(log->items, log->items + 1, --log->cnt * sizeof *log->items);
}

static struct timed_cell *push(struct compile_log *log, int number, const char *text)
{
	struct timed_cell *cell;

	if (log->cnt == CELL_MAX_CNT)
		drop_oldest(log);
	if (log->cnt == log->cap) {
		log->cap = log->cap ? log->cap * 2 : 32;
		log->items = mem_grow(log->items, log->cap, sizeof *log->items);
	}
	assert(log->items);
	cell = &log->items[log->cnt++];
	*cell = (struct timed_cell){.number = number, .title = title_of(text)};
	return cell;
}

void compile_log_add(struct compile_log *log, int number, const char *text, const uint64_t *ns)
{
	struct timed_cell *cell = log->cnt ? &log->items[log->cnt - 1] : NULL;

	if (!cell || cell->number != number)
		cell = push(log, number, text);
	for (size_t i = 0; i < STEP_CNT; i++)
		cell->ns[i] += ns[i];
}

void compile_log_release(struct compile_log *log)
{
	for (size_t i = 0; i < log->cnt; i++)
		free(log->items[i].title);
	free(log->items);
	*log = (struct compile_log){0};
}

// All but the run itself.
static uint64_t compile_ns(const struct timed_cell *cell)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < STEP_CNT; i++)
		sum += i == STEP_RUN ? 0 : cell->ns[i];
	return sum;
}

static void find_columns(const struct compile_log *log, size_t first, bool *is_used)
{
	for (size_t step = 0; step < STEP_CNT; step++) {
		is_used[step] = false;
		for (size_t i = first; i < log->cnt; i++)
			is_used[step] |= log->items[i].ns[step] > 0;
	}
}

static void add_head(const bool *is_used, struct str *text, struct str *html)
{
	str_printf(text, "%-8s %9s", "", "compile");
	str_puts(html,
		 "<table style=\"border-collapse: collapse; font-variant-numeric: "
		 "tabular-nums\"><thead><tr><th></th><th style=\"" CELL_STYLE "\">compile</th>");
	for (size_t step = 0; step < STEP_CNT; step++) {
		if (!is_used[step])
			continue;
		str_printf(text, " %9s", step_name((enum step)step));
		str_printf(html, "<th style=\"" CELL_STYLE "\">%s</th>",
			   step_name((enum step)step));
	}
	str_puts(text, "   (ms)\n");
	str_puts(html, "<th style=\"" CELL_STYLE "\">(ms)</th></tr></thead>\n<tbody>\n");
}

static void add_figure(uint64_t ns, double share, struct str *text, struct str *html)
{
	if (ns)
		str_printf(text, " %9.3f", 1e-6 * (double)ns);
	else
		str_printf(text, " %9s", "");
	str_printf(html, "<td style=\"" CELL_STYLE "; background: rgba(233, 84, 32, %.3f)\">",
		   WARMEST_ALPHA * share);
	if (ns)
		str_printf(html, "%.3f", 1e-6 * (double)ns);
	str_puts(html, "</td>");
}

static void add_cell(const struct timed_cell *cell, const bool *is_used, struct str *text,
		     struct str *html)
{
	uint64_t whole = compile_ns(cell);
	struct str label = {0};

	str_printf(&label, "In[%d]", cell->number);
	str_printf(text, "%-8s", label.data);
	str_printf(html, "<tr><td style=\"" CELL_STYLE "\">%s</td>", label.data);
	add_figure(whole, 0, text, html);
	for (size_t step = 0; step < STEP_CNT; step++) {
		bool is_part = step != STEP_RUN && whole > 0;

		if (is_used[step])
			add_figure(cell->ns[step],
				   is_part ? (double)cell->ns[step] / (double)whole : 0, text,
				   html);
	}
	str_printf(text, "   %s\n", cell->title);
	str_puts(html, "<td style=\"padding: 0 8px; text-align: left; white-space: pre\"><code>");
	text_html_escape(html, cell->title);
	str_puts(html, "</code></td></tr>\n");
	str_release(&label);
}

void compile_log_print(const struct compile_log *log, size_t cnt, struct str *text,
		       struct str *html)
{
	size_t first = log->cnt > cnt ? log->cnt - cnt : 0;
	bool is_used[STEP_CNT];

	find_columns(log, first, is_used);
	add_head(is_used, text, html);
	for (size_t i = first; i < log->cnt; i++)
		add_cell(&log->items[i], is_used, text, html);
	str_puts(html, "</tbody></table>\n");
}
