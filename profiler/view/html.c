// profiler/view/html.c - numbers, names and places as a person reads them, as HTML text.
//
// profiler/view/format.js does the same in the live view: both must agree.
#include "profiler/view/html.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

void html_grouped(struct str *out, uint64_t number)
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			str_putc(out, ',');
		str_putc(out, digits[i]);
	}
}

void html_calls(struct str *out, uint64_t call_cnt)
{
	html_grouped(out, call_cnt);
	str_puts(out, call_cnt == 1 ? " call" : " calls");
}

void html_time(struct str *out, double ns)
{
	static const char *const units[] = {"ns", "&#181;s", "ms", "s"};
	bool is_whole = ns < 999.5 && ns == (double)(uint64_t)ns;
	unsigned unit = 0;
	int decimals;

	for (; ns >= 999.5 && unit < 3; unit++)
		ns /= 1000;
	decimals = is_whole || ns >= 99.95 ? 0 : ns >= 9.995 ? 1 : 2;
	if (ns >= 999.5)
		html_grouped(out, (uint64_t)(ns + 0.5));
	else
		str_printf(out, "%.*f", decimals, ns);
	str_printf(out, " %s", units[unit]);
}

void html_change(struct str *out, uint64_t before_ns, uint64_t after_ns)
{
	if (after_ns > before_ns)
		str_putc(out, '+');
	else if (after_ns < before_ns)
		str_puts(out, "&#8722;");
	html_time(out,
		  (double)(after_ns > before_ns ? after_ns - before_ns : before_ns - after_ns));
}

double html_share(uint64_t part, uint64_t whole)
{
	return whole ? 100.0 * (double)part / (double)whole : 0;
}

void html_percent(struct str *out, uint64_t part, uint64_t whole)
{
	double percent = html_share(part, whole);

	if (percent > 0 && percent < 0.05)
		str_puts(out, "&lt; 0.1 %");
	else
		str_printf(out, "%.*f %%", percent >= 99.95 ? 0 : 1, percent);
}

void html_place(struct str *out, const struct profile_function *function)
{
	if (!strcmp(function->file, "~")) {
		str_puts(out, "library");
		return;
	}
	text_html_escape(out, function->file);
	if (function->line)
		str_printf(out, ":%u", function->line);
}

const char *html_node_name(const struct profile *profile, uint32_t node)
{
	const struct profile_function *function;

	if (!node)
		return profile->cell;
	function = &profile->functions[profile->nodes[node].function];
	return strcmp(function->name, "<cell>") ? function->name : function->file;
}

uint64_t html_all_ns(const struct profile *profile)
{
	uint64_t sum_ns = 0;

	for (size_t i = 1; i < profile->node_cnt; i++)
		if (!profile->nodes[i].parent)
			sum_ns += profile->nodes[i].total_ns;
	return sum_ns > profile->nodes[0].total_ns ? sum_ns : profile->nodes[0].total_ns;
}
