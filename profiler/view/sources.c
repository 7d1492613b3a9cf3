// profiler/view/sources.c - the functions' sources, as the live view reads them.
#include <string.h>

#include "base/text.h"
#include "profiler/view/output.h"

// A notebook keeps every output: more text than this is not read beside a picture.
#define TEXT_MAX_BYTES ((size_t)64 * 1024)

static void add_source(struct str *json, uint32_t function, const struct source *source)
{
	str_printf(json, "[%u,", function);
	text_json_escape(json, source->text);
	for (uint32_t i = 0; source->lines && i < source->line_cnt; i++)
		str_printf(json, ",%llu,%llu", (unsigned long long)source->lines[i].hit_cnt,
			   (unsigned long long)source->lines[i].time_ns);
	str_putc(json, ']');
}

void view_sources(const struct view *view, struct str *json)
{
	size_t left = TEXT_MAX_BYTES;
	const char *comma = "";

	str_puts(json, ",\n\"sources\":[");
	for (size_t i = 0; i < view->stats->row_cnt; i++) {
		const struct stats_row *row = &view->stats->rows[i];
		const struct source *source = view->profile->functions[row->function].source;
		size_t len = source ? strlen(source->text) : 0;

		if (!view_shows(row) || !len || len > left)
			continue;
		str_puts(json, comma);
		add_source(json, row->function, source);
		comma = ",\n";
		left -= len;
	}
	str_putc(json, ']');
}
