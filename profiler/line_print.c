// profiler/line_print.c - a line profile as text, laid out as line_profiler does.
//
// Facts of the layout: line_profiler 4 and 5, show_func() and show_text().
#include "profiler/line_profile.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define HEADER "Line #      Hits         Time  Per Hit   % Time  Line Contents"

// A column's figure: with one decimal, or shorter when that is wider than the column.
static void add_figure(struct str *out, int width, double value)
{
	char figure[64];

	if (snprintf(figure, sizeof figure, "%.1f", value) > width)
		snprintf(figure, sizeof figure, "%.1g", value);
	str_printf(out, " %*s", width, figure);
}

static void add_line(const struct line_function *function, uint32_t i, double unit_ns,
		     struct str *out)
{
	const struct line_count *count = &function->lines[i];
	size_t len;
	const char *text = line_text(function, i, &len);

	str_printf(out, "%6u", function->line + i);
	if (count->hit_cnt) {
		str_printf(out, " %9llu", (unsigned long long)count->hit_cnt);
		add_figure(out, 12, (double)count->time_ns / unit_ns);
		add_figure(out, 8, (double)count->time_ns / unit_ns / (double)count->hit_cnt);
	} else {
		str_printf(out, " %9s %12s %8s", "", "", "");
	}
	if (count->hit_cnt && function->total_ns)
		add_figure(out, 8, 100.0 * (double)count->time_ns / (double)function->total_ns);
	else
		str_printf(out, " %8s", "");
	str_puts(out, "  ");
	str_add(out, text, len);
	str_putc(out, '\n');
}

static void add_function(const struct line_function *function, double unit_ns, struct str *out)
{
	str_printf(out, "Total time: %g s\nFile: %s\nFunction: %s at line %u\n",
		   1e-9 * (double)function->total_ns, function->file, function->name,
		   function->line);
	if (function->is_whole)
		str_puts(out, "Timed as a whole: its statements cannot be told apart.\n");
	str_puts(out, "\n" HEADER "\n");
	for (size_t i = 0; i < strlen(HEADER); i++)
		str_putc(out, '=');
	str_putc(out, '\n');
	for (uint32_t i = 0; i < function->line_cnt; i++)
		add_line(function, i, unit_ns, out);
	str_putc(out, '\n');
}

static size_t add_names(const struct line_profile *profile, enum profile_tier tier,
			const char *word, struct str *out)
{
	size_t cnt = 0;

	for (size_t i = 0; i < profile->function_cnt; i++)
		if (profile->functions[i].tier == tier)
			str_printf(out, "%s%s", cnt++ ? ", " : word, profile->functions[i].name);
	return cnt;
}

void line_profile_print_tiers(const struct line_profile *profile, struct str *out)
{
	size_t before = out->len;

	if (add_names(profile, PROFILE_CC, "Compiled by gcc or clang (tier cc): ", out))
		str_puts(out, "; ");
	if (!add_names(profile, PROFILE_TCC, "by TinyCC (tier tcc): ", out) && out->len > before)
		out->len -= strlen("; ");
	if (out->len == before)
		return;
	out->data[before] = (char)toupper((unsigned char)out->data[before]);
	str_putc(out, '\n');
}

void line_profile_print(const struct line_profile *profile, double unit_s, int flags,
			struct str *out)
{
	str_printf(out, "Timer unit: %g s\n\n", unit_s);
	for (size_t i = 0; i < profile->function_cnt; i++)
		if (!(flags & LINE_PRINT_RUN_ONLY) || profile->functions[i].total_ns)
			add_function(&profile->functions[i], unit_s * 1e9, out);
}
