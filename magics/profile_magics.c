// magics/profile_magics.c - %prun and %profile: runs a statement or a cell under the profiler.
#include "magics/magic.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "magics/options.h"
#include "magics/profile_list.h"
#include "magics/profile_report.h"
#include "magics/promotion.h"
#include "profiler/export.h"
#include "profiler/mean.h"
#include "profiler/stats.h"
#include "profiler/view.h"

#define OPTION_LETTERS "s:l:D:T:qrn:R:"
// More runs tell nothing new, and each one's tree is kept until the last.
#define REPEAT_MAX 1000
// A title is what was profiled, in the user's words; a whole cell is told by its first line.
#define TITLE_MAX_BYTES 60

#define PRUN_OPTIONS                                                                         \
	"[-s KEY] [-l LIMIT] [--callers] [--callees] [-D FILE] [--format F] [-T FILE] [-q] " \
	"[-r] [-n NAME] [-R N] [--clock MODE] [--timeline] [--no-builtins]"
#define PRUN_USAGE "%prun " PRUN_OPTIONS " STATEMENT    or    %%prun " PRUN_OPTIONS
#define PROFILE_USAGE                                                          \
	"%profile " PRUN_OPTIONS " STATEMENT    or    %%profile " PRUN_OPTIONS \
	"    or    %profile on|off|list|show|diff|clear|export FILE|load FILE"

#define OPTION_HELP                                                                                \
	"-s KEY    sorts by a key of pstats: calls, cumulative, time, name...; may be repeated.\n" \
	"          The default is time.\n"                                                         \
	"-l LIMIT  shows so many rows (10), such a share of them (0.1), or those whose name\n"     \
	"          matches a regular expression; may be repeated.\n"                               \
	"--callers, --callees  print who called each of these, whom it called, as pstats does.\n"  \
	"-D FILE   writes a .prof file for pstats, SnakeViz and all that read those; or, when "    \
	"the\n"                                                                                    \
	"          suffix or --format says so, any other format of %profile export.\n"             \
	"-T FILE   writes the table as text.\n"                                                    \
	"-q        shows nothing.\n"                                                               \
	"-r        says under which number the profile is kept, for %profile show and diff.\n"     \
	"-n NAME   keeps it under a name.\n"                                                       \
	"-R N, --repeat N  runs N times and shows the mean, with the spread of each row.\n"        \
	"--clock MODE  how calls are timed: adaptive (short functions by samples; the default),\n" \
	"          exact (every call), counts (none: calls only).\n"                               \
	"--timeline  records when calls were, too: the view shows them in time order.\n"           \
	"--no-builtins  leaves library functions inside of their callers.\n"

static const struct option_name long_options[] = {
    {"clock", 'c', true},     {"no-builtins", 'b', false},
    {"repeat", 'R', true},    {"format", 'F', true},
    {"callers", 'C', false},  {"callees", 'E', false},
    {"timeline", 't', false}, {NULL, 0, false},
};

// A statement that is profiled, once or several times.
struct profiling {
	struct options options;
	enum view_order order;
	char *title;
	struct cell_lines lines;
	size_t start_byte, end_byte;
	int flags;
	uint64_t subject;
	size_t wanted_cnt;     // runs
	struct profile **runs; // owned, each too
	size_t run_cnt;
	bool has_failed; // then it is compared with nothing
};

static void free_profiling(void *state)
{
	struct profiling *profiling = state;

	for (size_t i = 0; i < profiling->run_cnt; i++)
		profile_free(profiling->runs[i]);
	free(profiling->runs);
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

static struct cell_lines lines_of(const char *text, size_t start, size_t end)
{
	struct cell_lines lines = {1, 1};

	while (end > start && isspace((unsigned char)text[end - 1]))
		end--;
	for (size_t i = 0; i < end; i++)
		*(i < start ? &lines.first : &lines.cnt) += text[i] == '\n';
	return lines;
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

// Gives the format that -D is to write: NULL when the suffix tells.
static const char *dump_format(const struct options *options, const char *path)
{
	const char *format = options_get(options, 'F');
	struct err no_suffix = {0};

	if (format || export_find(path, NULL, &no_suffix))
		return format;
	return "prof";
}

static bool is_marshalled(const char *format, const char *path)
{
	struct err ignored = {0};
	const struct export_format *found = export_find(path, format, &ignored);

	return found && !strcmp(found->name, "prof");
}

static int write_files(struct interpreter *interpreter, const struct options *options,
		       const struct stats *stats, const struct str *text, struct err *err)
{
	const char *dump = options_get(options, 'D');
	const char *text_file = options_get(options, 'T');
	struct str said = {0};

	if (dump && profile_export(stats->profile, dump, dump_format(options, dump), err))
		return -1;
	if (text_file && write_text(text_file, text, err))
		return -1;
	if (dump && is_marshalled(dump_format(options, dump), dump))
		str_printf(&said, "Profile stats marshalled to file '%s'.\n", dump);
	else if (dump)
		str_printf(&said, "Profile written to file '%s'.\n", dump);
	if (text_file)
		str_printf(&said, "Profile printout saved to text file '%s'.\n", text_file);
	interpreter_print(interpreter, str_text(&said));
	str_release(&said);
	return 0;
}

// Tells where the profile that was just kept is found again.
static void print_number(struct interpreter *interpreter, const char *name)
{
	size_t number = interpreter_profiles(interpreter)->cnt;
	struct str said = {0};

	if (name)
		str_printf(&said, "Profile %zu is '%s'; %%profile show %s shows it.\n", number,
			   name, name);
	else
		str_printf(&said, "This is profile %zu; %%profile show %zu shows it.\n", number,
			   number);
	interpreter_print(interpreter, str_text(&said));
	str_release(&said);
}

// The file that -T asks for gets pstats' table alone.
static void display(struct interpreter *interpreter, const struct profiling *profiling,
		    const struct stats *stats, const struct stats *before, const struct str *table)
{
	const struct view_options view = {
	    .order = profiling->order,
	    .row_limit = row_limit(&profiling->options),
	    .before = before,
	};
	struct str text = {0};

	if (options_get(&profiling->options, 'q'))
		return;
	str_add(&text, table->data, table->len);
	profile_report(stats, before, view.row_limit, &text);
	profile_show(interpreter, stats, &text, &view);
	str_release(&text);
}

static int show_stats(struct interpreter *interpreter, const struct profiling *profiling,
		      struct stats *stats, const struct stats *before, struct err *err)
{
	const struct options *options = &profiling->options;
	const char *values[OPTION_MAX];
	const char *const by_time[] = {"time"};
	size_t cnt = options_list(options, 's', values);
	struct str text = {0};
	int rc;

	rc = cnt ? stats_sort(stats, values, cnt, err) : stats_sort(stats, by_time, 1, err);
	cnt = options_list(options, 'l', values);
	if (!rc)
		rc = stats_print(stats, values, cnt, &text, err);
	if (!rc && options_get(options, 'C'))
		rc = stats_print_calls(stats, STATS_CALLERS, values, cnt, &text, err);
	if (!rc && options_get(options, 'E'))
		rc = stats_print_calls(stats, STATS_CALLEES, values, cnt, &text, err);
	if (!rc)
		display(interpreter, profiling, stats, before, &text);
	if (!rc)
		rc = write_files(interpreter, options, stats, &text, err);
	if (!rc && options_get(options, 'r'))
		print_number(interpreter, options_get(options, 'n'));
	str_release(&text);
	return rc;
}

// Keeps a profile and shows it. Takes it.
static int keep(struct interpreter *interpreter, const struct profiling *profiling,
		struct profile *profile, struct err *err)
{
	struct profile_list *list = interpreter_profiles(interpreter);
	uint64_t subject = profiling->has_failed ? 0 : profiling->subject;
	const struct profile *last = profile_list_of(list, subject);
	struct stats *before = last ? stats_new(last) : NULL;
	struct stats *stats = stats_new(profile);
	int rc;

	promotion_predict(interpreter, profile, subject);
	profile_list_keep(list, &profile, subject, options_get(&profiling->options, 'n'));
	rc = show_stats(interpreter, profiling, stats, before, err);
	stats_free(before);
	stats_free(stats);
	profile_list_trim(list); // not before: what it drops may have been compared with
	return rc;
}

// Gives the profile of all runs. The caller frees.
static struct profile *take_mean(struct profiling *profiling)
{
	if (profiling->run_cnt > 1)
		return profile_mean(profiling->runs, profiling->run_cnt);
	return profiling->runs[--profiling->run_cnt];
}

static int finish_profiling(struct interpreter *interpreter, void *state, struct outcome *outcome,
			    struct err *err)
{
	struct profiling *profiling = state;
	struct profile *profile;

	if (!outcome->profile.len)
		return 0; // it did not compile: the error says so
	profile = profile_of_run(interpreter, outcome, profiling->title, profiling->lines, err);
	if (!profile)
		return -1;
	profiling->has_failed = !outcome->is_ok;
	if (outcome->is_ok || !profiling->run_cnt)
		profiling->runs[profiling->run_cnt++] = profile;
	else
		profile_free(profile); // of a later run, cut short: no part of the mean
	if (outcome->is_ok && profiling->run_cnt < profiling->wanted_cnt) {
		interpreter_run(interpreter, profiling->start_byte, profiling->end_byte,
				profiling->flags, finish_profiling, profiling, free_profiling);
		return 0;
	}
	return keep(interpreter, profiling, take_mean(profiling), err);
}

// --- the magics -----------------------------------------------------------------------------

// Checks what would only fail after the run.
static int check_options(const struct options *options, struct err *err)
{
	const char *values[OPTION_MAX];
	size_t cnt = options_list(options, 's', values);
	const char *format = options_get(options, 'F');
	struct profile *nothing;
	struct stats *stats;
	int rc = 0;

	nothing = profile_new("", "", "");
	stats = stats_new(nothing);
	if (cnt)
		rc = stats_sort(stats, values, cnt, err);
	stats_free(stats);
	profile_free(nothing);
	if (format && !options_get(options, 'D'))
		return err_set(err, ERR_USAGE, "--format %s is of no use without -D FILE", format);
	if (!rc && format && !export_find("", format, err))
		rc = -1;
	return rc;
}

static int read_flags(const struct options *options, int *flags, struct err *err)
{
	const char *clock = options_get(options, 'c');

	*flags = SESSION_PROFILED | SESSION_NO_VALUE;
	if (options_get(options, 'b'))
		*flags |= SESSION_NO_BUILTINS;
	if (options_get(options, 't'))
		*flags |= SESSION_TIME_ORDER;
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

// A name that %profile show and diff can be given.
static int check_name(const char *name, struct err *err)
{
	if (!name)
		return 0;
	if (!*name || strpbrk(name, " \t") || isdigit((unsigned char)name[0]))
		return err_set(err, ERR_USAGE,
			       "'%s' cannot name a profile: a word that begins with no digit can",
			       name);
	return 0;
}

static int read_repeat(const struct options *options, size_t *cnt, struct err *err)
{
	const char *text = options_get(options, 'R');
	char *end;
	unsigned long value;

	*cnt = 1;
	if (!text)
		return 0;
	value = strtoul(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || value < 1 || value > REPEAT_MAX)
		return err_set(err, ERR_USAGE, "-R takes a number of runs from 1 to %d, not '%s'",
			       REPEAT_MAX, text);
	*cnt = value;
	return 0;
}

static bool is_empty(const char *text, size_t start, size_t end)
{
	while (start < end && isspace((unsigned char)text[start]))
		start++;
	return start == end;
}

// The same statement is compared with its last run, wherever it stands.
static uint64_t subject_of(const char *text, size_t start, size_t end)
{
	char *statement = mem_strndup(text + start, end - start);
	uint64_t subject = text_hash(statement);

	free(statement);
	return subject;
}

static int run_profiled(struct interpreter *interpreter, const struct magic_call *call,
			enum view_order order, const char *usage, struct err *err)
{
	struct profiling *profiling = mem_zalloc(sizeof *profiling);
	struct options *options = &profiling->options;
	bool is_cell;
	size_t start;

	profiling->order = order;
	if (options_init(options, call->text, call->args_byte, call->args_end_byte, OPTION_LETTERS,
			 long_options, usage, err) ||
	    read_flags(options, &profiling->flags, err) || check_options(options, err) ||
	    check_name(options_get(options, 'n'), err) ||
	    read_repeat(options, &profiling->wanted_cnt, err)) {
		free_profiling(profiling);
		return -1;
	}
	start = options->rest_byte;
	if (is_empty(call->text, start, call->end_byte)) {
		free_profiling(profiling);
		return err_set(err, ERR_USAGE, "there is nothing to profile\nusage: %s", usage);
	}
	is_cell = is_empty(call->text, start, call->args_end_byte);
	if (is_cell)
		start = call->body_byte;
	start += strspn(call->text + start, " \t\r\n");
	profiling->title = title_of(call->text, start, call->end_byte);
	profiling->lines = lines_of(call->text, start, call->end_byte);
	profiling->start_byte = start;
	profiling->end_byte = call->end_byte;
	profiling->subject = is_cell ? interpreter_cell_key(interpreter)
				     : subject_of(call->text, start, call->end_byte);
	profiling->runs = mem_grow(NULL, profiling->wanted_cnt, sizeof(struct profile *));
	interpreter_run(interpreter, start, call->end_byte, profiling->flags, finish_profiling,
			profiling, free_profiling);
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
	.help =
	    "Runs a statement, or the whole cell, once under the profiler and shows where the\n"
	    "time went: the table first, the icicle chart below it. Functions run at the tier "
	    "that\n"
	    "they are at (%tier): the table has a column for it, and one for what tier cc would\n"
	    "save of a function's own time, about, or as measured when the same statement made\n"
	    "the same calls there.\n\n" OPTION_HELP,
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
