// profiler/heap_print.c - a memory profile's tables as text.
#include "profiler/heap_profile.h"

#include <stdlib.h>

#include "profiler/stats.h"
#include "profiler/view/html.h"

static void add_figure(struct str *out, int width, uint64_t number)
{
	struct str grouped = {0};

	html_grouped(&grouped, number);
	str_printf(out, "%*s ", width, grouped.data);
	str_release(&grouped);
}

static void add_more(struct str *out, size_t cnt, size_t limit)
{
	if (cnt > limit)
		str_printf(out, "... and %zu more\n", cnt - limit);
}

static void add_functions(const struct heap_profile *heap, size_t limit, struct str *out)
{
	size_t cnt;
	struct heap_row *rows = heap_profile_rows(heap, HEAP_BY_FUNCTION, &cnt);

	str_printf(out, "\n%10s %14s %14s %14s %s\n", "allocs", "bytes", "peak", "left",
		   "function");
	for (size_t i = 0; i < cnt && i < limit; i++) {
		const struct heap_row *row = &rows[i];

		add_figure(out, 10, row->alloc_cnt);
		add_figure(out, 14, row->bytes);
		add_figure(out, 14, heap->peak_bytes_of[row->function]);
		add_figure(out, 14, row->lost.bytes + row->kept.bytes);
		stats_function_name(heap->profile, row->function, out);
		str_putc(out, '\n');
	}
	add_more(out, cnt, limit);
	free(rows);
}

static void add_paths(const struct heap_profile *heap, size_t limit, struct str *out)
{
	size_t cnt;
	struct heap_row *rows = heap_profile_rows(heap, HEAP_BY_PATH, &cnt);

	str_printf(out, "\n%10s %14s %14s %s\n", "allocs", "bytes", "left", "along");
	for (size_t i = 0; i < cnt && i < limit; i++) {
		add_figure(out, 10, rows[i].alloc_cnt);
		add_figure(out, 14, rows[i].bytes);
		add_figure(out, 14, rows[i].lost.bytes + rows[i].kept.bytes);
		heap_profile_path(heap, rows[i].site, out);
		str_putc(out, '\n');
	}
	add_more(out, cnt, limit);
	free(rows);
}

static void add_left_row(const struct heap_profile *heap, uint32_t site,
			 const struct heap_left *left, const char *word, struct str *out)
{
	if (!left->block_cnt)
		return;
	add_figure(out, 10, left->block_cnt);
	add_figure(out, 14, left->bytes);
	str_printf(out, "%s at ", word);
	heap_profile_place(heap, site, out);
	str_puts(out, " along ");
	heap_profile_path(heap, site, out);
	str_putc(out, '\n');
}

static void add_left(const struct heap_profile *heap, size_t limit, struct str *out)
{
	size_t cnt;
	struct heap_row *rows = heap_profile_rows(heap, HEAP_BY_SITE, &cnt);

	if (cnt)
		str_printf(out, "\n%10s %14s %s\n", "blocks", "bytes", "still allocated");
	for (size_t i = 0; i < cnt && i < limit; i++) {
		add_left_row(heap, rows[i].site, &rows[i].lost, "lost,", out);
		add_left_row(heap, rows[i].site, &rows[i].kept, "kept,", out);
	}
	add_more(out, cnt, limit);
	free(rows);
}

void heap_profile_print(const struct heap_profile *heap, size_t row_limit, struct str *out)
{
	heap_profile_summary(heap, out);
	if (!heap->site_cnt)
		return;
	add_functions(heap, row_limit, out);
	add_paths(heap, row_limit, out);
	add_left(heap, row_limit, out);
}
