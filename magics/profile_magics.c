// magics/profile_magics.c - %prun and %profile: runs a statement or a cell under the profiler.
#include "magics/magic.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "magics/options.h"
#include "magics/profile_list.h"
#include "profiler/stats.h"
#include "profiler/view.h"

#define OPTION_LETTERS "s:l:D:T:q"
// A title is what was profiled, in the user's words; a whole cell is told by its first line.
#define TITLE_MAX_BYTES 60

#define PRUN_OPTIONS "[-s KEY] [-l LIMIT] [-D FILE] [-T FILE] [-q] [--clock MODE] [--no-builtins]"
#define PRUN_USAGE "%prun " PRUN_OPTIONS " STATEMENT    or    %%prun " PRUN_OPTIONS
#define PROFILE_USAGE                                                          \
	"%profile " PRUN_OPTIONS " STATEMENT    or    %%profile " PRUN_OPTIONS \
	"    or    %profile on|off|list|show|diff|clear|export FILE|load FILE"

#define OPTION_HELP                                                                                \
	"-s KEY    sorts by a key of pstats: calls, cumulative, time, name...; may be repeated.\n" \
	"          The default is time.\n"                                                         \
	"-l LIMIT  shows so many rows (10), such a share of them (0.1), or those whose name\n"     \
	"          matches a regular expression; may be repeated.\n"                               \
	"-D FILE   writes a .prof file for pstats, SnakeViz and all that read those.\n"            \
	"-T FILE   writes the table as text.\n"                                                    \
	"-q        shows nothing.\n"                                                               \
	"--clock MODE  how calls are timed: adaptive (short functions by samples; the default),\n" \
	"          exact (every call), counts (none: calls only).\n"                               \
	"--no-builtins  leaves library functions inside of their callers.\n"

static const struct option_name long_options[] = {
    {"clock", 'c', true},
    {"no-builtins", 'b', false},
    {NULL, 0, false},
};

// One profiled run.
struct profiling {
	struct options options;
	enum view_order order;
	char *title;
	uint32_t line; // where the statement begins
};

static void free_profiling(void *state)
{
	struct profiling *profiling = state;

	options_release(&profiling->options);
	free(profiling->title);
	free(profiling);
}

static char *title_of(const char *text, size_t start, size_t end)
{
	size_t len;
	char *title;

	while (start < end && isspace((unsigned char)text[start]))
		start++;
	len = strcspn(text + start, "\n");
	if (len > end - start)
		len = end - start;
	while (len &&
	       (isspace((unsigned char)text[start + len - 1]) || text[start + len - 1] == ';'))
		len--;
	if (len > TITLE_MAX_BYTES) {
		for (len = TITLE_MAX_BYTES; (text[start + len] & 0xc0) == 0x80; len--)
			; // not in the middle of a character
	}
	title = mem_strndup(text + start, len);
	return title;
}

static uint32_t line_of(const char *text, size_t byte)
{
	uint32_t line = 1;

	for (size_t i = 0; i < byte; i++)
		line += text[i] == '\n';
	return line;
}

// --- the profile of a run -------------------------------------------------------------------

static int write_text(const char *path, const struct str *text, struct err *err)
{
	FILE *file = fopen(path, "w");

	if (!file)
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
	fwrite(text->data, 1, text->len, file);
	if (fclose(file))
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
	return 0;
}

// Rows that the first whole-number restriction leaves.
static size_t row_limit(const struct options *options)
{
	const char *limits[OPTION_MAX];
	size_t cnt = options_list(options, 'l', limits);

	for (size_t i = 0; i < cnt; i++) {
		char *end;
		unsigned long limit = strtoul(limits[i], &end, 10);

		if (*limits[i] && !*end)
			return limit;
	}
	return PROFILE_ROW_LIMIT;
}

static int write_files(struct interpreter *interpreter, const struct options *options,
		       const struct stats *stats, const struct str *text, struct err *err)
{
	const char *dump = options_get(options, 'D');
	const char *text_file = options_get(options, 'T');
	struct str said = {0};

	if (dump && stats_dump(stats, dump, err))
		return -1;
	if (text_file && write_text(text_file, text, err))
		return -1;
	if (dump)
		str_printf(&said, "Profile stats marshalled to file '%s'.\n", dump);
	if (text_file)
		str_printf(&said, "Profile printout saved to text file '%s'.\n", text_file);
	interpreter_print(interpreter, str_text(&said));
	str_release(&said);
	return 0;
}

static int show_stats(struct interpreter *interpreter, const struct profiling *profiling,
		      struct stats *stats, struct err *err)
{
	const char *values[OPTION_MAX];
	const char *const by_time[] = {"time"};
	size_t cnt = options_list(&profiling->options, 's', values);
	struct str text = {0};
	int rc;

	rc = cnt ? stats_sort(stats, values, cnt, err) : stats_sort(stats, by_time, 1, err);
	cnt = options_list(&profiling->options, 'l', values);
	if (!rc)
		rc = stats_print(stats, values, cnt, &text, err);
	if (!rc && !options_get(&profiling->options, 'q'))
		profile_display(interpreter, stats, &text, profiling->order,
				row_limit(&profiling->options));
	if (!rc)
		rc = write_files(interpreter, &profiling->options, stats, &text, err);
	str_release(&text);
	return rc;
}

static int finish_profiling(struct interpreter *interpreter, void *state, struct outcome *outcome,
			    struct err *err)
{
	const struct profiling *profiling = state;
	struct profile *profile;
	struct stats *stats;
	int rc;

	if (!outcome->profile.len)
		return 0; // it did not compile: the error says so
	profile = profile_of_run(interpreter, outcome, profiling->title, profiling->line, err);
	if (!profile)
		return -1;
	profile_list_put(interpreter_profiles(interpreter), &profile);
	profile = profile_list_last(interpreter_profiles(interpreter));
	stats = stats_new(profile);
	rc = show_stats(interpreter, profiling, stats, err);
	stats_free(stats);
	return rc;
}

// --- the magics -----------------------------------------------------------------------------

// Checks what would only fail after the run.
static int check_options(const struct options *options, struct err *err)
{
	const char *values[OPTION_MAX];
	size_t cnt = options_list(options, 's', values);
	struct profile *nothing;
	struct stats *stats;
	int rc = 0;

	nothing = profile_new("", "", "");
	stats = stats_new(nothing);
	if (cnt)
		rc = stats_sort(stats, values, cnt, err);
	stats_free(stats);
	profile_free(nothing);
	return rc;
}

static int read_flags(const struct options *options, int *flags, struct err *err)
{
	const char *clock = options_get(options, 'c');

	*flags = SESSION_PROFILED | SESSION_NO_VALUE;
	if (options_get(options, 'b'))
		*flags |= SESSION_NO_BUILTINS;
	if (!clock || !strcmp(clock, "adaptive"))
		return 0;
	if (!strcmp(clock, "exact"))
		*flags |= SESSION_CLOCK_EXACT;
	else if (!strcmp(clock, "counts"))
		*flags |= SESSION_CLOCK_COUNTS;
	else
		return err_set(err, ERR_USAGE,
			       "no clock '%s'; there are adaptive, exact and counts", clock);
	return 0;
}

static bool is_empty(const char *text, size_t start, size_t end)
{
	while (start < end && isspace((unsigned char)text[start]))
		start++;
	return start == end;
}

static int run_profiled(struct interpreter *interpreter, const struct magic_call *call,
			enum view_order order, const char *usage, struct err *err)
{
	struct profiling *profiling = mem_zalloc(sizeof *profiling);
	size_t start;
	int flags;

	profiling->order = order;
	if (options_init(&profiling->options, call->text, call->args_byte, call->args_end_byte,
			 OPTION_LETTERS, long_options, usage, err) ||
	    read_flags(&profiling->options, &flags, err) ||
	    check_options(&profiling->options, err)) {
		free_profiling(profiling);
		return -1;
	}
	start = profiling->options.rest_byte;
	if (is_empty(call->text, start, call->end_byte)) {
		free_profiling(profiling);
		return err_set(err, ERR_USAGE, "there is nothing to profile\nusage: %s", usage);
	}
	if (is_empty(call->text, start, call->args_end_byte))
		start = call->body_byte;
	start += strspn(call->text + start, " \t\r\n");
	profiling->title = title_of(call->text, start, call->end_byte);
	profiling->line = line_of(call->text, start);
	interpreter_run(interpreter, start, call->end_byte, flags, finish_profiling, profiling,
			free_profiling);
	return 0;
}

static int run_prun(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	return run_profiled(interpreter, call, VIEW_TABLE_FIRST, PRUN_USAGE, err);
}

static int run_profile(struct interpreter *interpreter, const struct magic_call *call,
		       struct err *err)
{
	int rc;

	if (call->body_byte == call->args_end_byte && profile_command(interpreter, call, &rc, err))
		return rc;
	return run_profiled(interpreter, call, VIEW_PICTURE_FIRST, PROFILE_USAGE, err);
}

const struct magic profile_magics[] = {
    {
	.name = "prun",
	.kinds = MAGIC_LINE | MAGIC_CELL,
	.usage = PRUN_USAGE,
	.help = "Runs a statement, or the whole cell, once under the profiler and shows where the\n"
		"time went: the table first, the icicle chart below it.\n\n" OPTION_HELP,
	.run = run_prun,
    },
    {
	.name = "profile",
	.kinds = MAGIC_LINE | MAGIC_CELL,
	.usage = PROFILE_USAGE,
	.help = "Like %prun, with the icicle chart first.\n"
		"\n" PROFILE_COMMAND_HELP "\n" OPTION_HELP,
	.run = run_profile,
    },
    {0},
};
