// profiler/view/lines.c - a line profile as HTML: the source, each line as warm as its share.
//
// Warmth is a translucent red behind the text, so that it fits light and dark themes; no script
// and no style sheet, so that sanitisers leave it whole.
#include "profiler/line_profile.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "profiler/view/html.h"

#define CELL_STYLE "padding: 0 8px; text-align: right; white-space: pre"
// A line that took all the time; the source stays readable on it.
#define WARMEST_ALPHA 0.55

static void add_number_cells(const struct line_function *function, const struct line_count *count,
			     struct str *out)
{
	if (!count->hit_cnt) {
		str_puts(out, "<td></td><td></td><td></td><td></td>");
		return;
	}
	str_puts(out, "<td style=\"" CELL_STYLE "\">");
	html_grouped(out, count->hit_cnt);
	str_puts(out, "</td><td style=\"" CELL_STYLE "\">");
	html_time(out, (double)count->time_ns);
	str_puts(out, "</td><td style=\"" CELL_STYLE "\">");
	html_time(out, (double)count->time_ns / (double)count->hit_cnt);
	str_puts(out, "</td><td style=\"" CELL_STYLE "\">");
	html_percent(out, count->time_ns, function->total_ns);
	str_puts(out, "</td>");
}

static void add_row(const struct line_function *function, uint32_t i, struct str *out)
{
	const struct line_count *count = &function->lines[i];
	double share = html_share(count->time_ns, function->total_ns) / 100;
	size_t len;
	const char *start = line_text(function, i, &len);
	char *text = mem_strndup(start, len);

	str_puts(out, "<tr style=\"background: ");
	if (count->hit_cnt)
		str_printf(out, "rgba(233, 84, 32, %.3f)", WARMEST_ALPHA * share);
	else
		str_puts(out, "transparent");
	str_puts(out, "\">");
	add_number_cells(function, count, out);
	str_printf(out,
		   "<td style=\"" CELL_STYLE "; opacity: 0.6\">%u</td>"
		   "<td align=\"left\" style=\"padding: 0 8px; text-align: left; "
		   "white-space: pre\"><code style=\"background: none\">",
		   function->line + i);
	text_html_escape(out, text);
	str_puts(out, "</code></td></tr>\n");
	free(text);
}

static void add_function(const struct line_function *function, struct str *out)
{
	str_puts(out, "<p style=\"margin: 8px 0 4px 0\"><code>");
	text_html_escape(out, function->name);
	str_puts(out, "</code> &#183; ");
	text_html_escape(out, function->file);
	str_printf(out, ":%u &#183; ", function->line);
	if (function->tier)
		str_printf(out, "tier %s &#183; ", profile_tier_name(function->tier));
	html_time(out, (double)function->total_ns);
	if (function->is_whole)
		str_puts(out, " &#183; timed as a whole: its statements cannot be told apart");
	str_puts(out,
		 "</p>\n<table style=\"border-collapse: collapse; font-family: "
		 "var(--jp-code-font-family, monospace); font-variant-numeric: tabular-nums\">"
		 "<thead><tr><th style=\"" CELL_STYLE "\">hits</th>"
		 "<th style=\"" CELL_STYLE "\">time</th><th style=\"" CELL_STYLE "\">per hit</th>"
		 "<th style=\"" CELL_STYLE "\">%</th><th style=\"" CELL_STYLE "\">line</th>");
	str_puts(out, HTML_LEFT("th") "</th></tr></thead>\n<tbody>\n");
	for (uint32_t i = 0; i < function->line_cnt; i++)
		add_row(function, i, out);
	str_puts(out, "</tbody></table>\n");
}

void line_profile_html(const struct line_profile *profile, int flags, struct str *out)
{
	str_puts(out, "<div class=\"cicle-lines\">\n");
	for (size_t i = 0; i < profile->function_cnt; i++)
		if (!(flags & LINE_PRINT_RUN_ONLY) || profile->functions[i].total_ns)
			add_function(&profile->functions[i], out);
	str_puts(out, "</div>\n");
}
