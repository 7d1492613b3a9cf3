// profiler/export_html.c - one page of its own around the view that a notebook shows.
#include "profiler/export_formats.h"

#include "base/text.h"
#include "profiler/stats.h"
#include "profiler/view.h"

enum { ROW_LIMIT = 50 }; // shown at first: a page has more room than a notebook's output

int export_html(const struct profile *profile, struct str *out, struct err *err)
{
	static const char *const keys[] = {"tottime"};
	static const struct view_options options = {
	    .order = VIEW_PICTURE_FIRST,
	    .script = VIEW_CARRIES_SCRIPT,
	    .row_limit = ROW_LIMIT,
	};
	struct stats *stats = stats_new(profile);
	int result = stats_sort(stats, keys, 1, err);

	str_puts(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	text_html_escape(out, profile->title);
	str_puts(out, " - profile</title>\n<style>\n"
		      "body { margin: 16px; background: #ffffff; color: #1c2025; }\n"
		      "@media (prefers-color-scheme: dark) {\n"
		      "\tbody { background: #14171b; color: #e6e8eb; }\n"
		      "}\n</style>\n</head>\n<body>\n");
	if (result == 0)
		view_html(stats, &options, out);
	str_puts(out, "</body>\n</html>\n");
	stats_free(stats);
	return result;
}
