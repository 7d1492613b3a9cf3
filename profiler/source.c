// profiler/source.c - the source of a profiled function, and what is known of its lines.
#include "profiler/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

const char *source_skip_lines(const char *text, uint32_t cnt)
{
	for (; cnt > 0 && *text; cnt--) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return text;
}

// The end of the text ends its last line.
static uint32_t count_lines(const char *text)
{
	uint32_t cnt = 0;

	for (; *text; text = source_skip_lines(text, 1))
		cnt++;
	return cnt;
}

struct source *source_new(const char *text, size_t len)
{
	struct source *source = mem_zalloc(sizeof *source);

	source->text = mem_strndup(text, len);
	source->line_cnt = count_lines(source->text);
	return source;
}

void source_free(struct source *source)
{
	if (!source)
		return;
	free(source->text);
	free(source->lines);
	free(source);
}

struct source *source_copy(const struct source *source)
{
	struct source *copy = source ? source_new(source->text, strlen(source->text)) : NULL;

	if (copy && source->lines)
		source_time(copy, source->lines);
	return copy;
}

struct source *source_of_lines(const char *text, uint32_t first, uint32_t line_cnt)
{
	const char *start = source_skip_lines(text, first - 1);

	return source_new(start, (size_t)(source_skip_lines(start, line_cnt) - start));
}

void source_time(struct source *source, const struct line_count *counts)
{
	size_t size = source->line_cnt * sizeof *counts;

	if (!source->line_cnt)
		return;
	if (!source->lines)
		source->lines = mem_grow(NULL, source->line_cnt, sizeof *counts);
	memcpy(source->lines, counts, size);
}

uint64_t source_ns(const struct source *source)
{
	uint64_t sum_ns = 0;

	for (uint32_t i = 0; source->lines && i < source->line_cnt; i++)
		sum_ns += source->lines[i].time_ns;
	return sum_ns;
}

bool source_is_possible(const struct source *source)
{
	uint64_t hit_cnt = 0, time_ns = 0;

	for (uint32_t i = 0; source->lines && i < source->line_cnt; i++)
		if (__builtin_add_overflow(hit_cnt, source->lines[i].hit_cnt, &hit_cnt) ||
		    __builtin_add_overflow(time_ns, source->lines[i].time_ns, &time_ns))
			return false;
	return hit_cnt <= INT64_MAX && time_ns <= INT64_MAX;
}
