// tests/fuzz/fuzz_prof.c - a .prof file: profile_parse(), and every table and view of the result.
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "profiler/stats.h"
#include "profiler/view.h"

// What was read is a whole profile: it can be shown, written and read again.
static void use(const struct profile *profile)
{
	static const char *const keys[] = {"cumulative", "name"};
	static const char *const limits[] = {"10", "a"};
	struct str text = {0}, html = {0}, bytes = {0}, bytes_again = {0};
	struct stats *stats = stats_new(profile), *stats_again;
	struct profile *again;
	const struct view_options view = {.order = VIEW_TABLE_FIRST, .row_limit = 10};
	struct err err = {0};

	stats_marshal(stats, &bytes);
	again = profile_parse(bytes.data, bytes.len, &err);
	if (!again)
		abort();
	stats_again = stats_new(again);
	stats_marshal(stats_again, &bytes_again);
	if (bytes.len != bytes_again.len || memcmp(bytes.data, bytes_again.data, bytes.len) != 0)
		abort();
	if (stats_sort(stats, keys, 2, &err) || stats_print(stats, limits, 2, &text, &err))
		abort();
	view_html(stats, &view, &html);
	stats_free(stats_again);
	profile_free(again);
	stats_free(stats);
	str_release(&text);
	str_release(&html);
	str_release(&bytes);
	str_release(&bytes_again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = {0};
	struct profile *profile = profile_parse(data, size, &err);

	if (profile) {
		if (profile_check(profile, &err))
			abort();
		use(profile);
	} else if (!err.code) {
		abort();
	}
	profile_free(profile);
	return 0;
}
