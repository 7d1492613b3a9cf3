// kernel/prof.c - the command that converts and prints profiles.
#include "kernel/prof.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "profiler/export.h"
#include "profiler/import.h"
#include "profiler/stats.h"

static int print_help(void)
{
	size_t cnt;
	const struct export_format *formats = export_formats(&cnt);

	puts("cicle prof convert IN OUT [--format F]\n"
	     "    Writes the profile in the file IN to OUT, in the format F or that of OUT's\n"
	     "    suffix. OUT may be - for standard output; then F must be given.\n"
	     "cicle prof show FILE [-s KEY]... [-l LIMIT]... [--callers] [--callees]\n"
	     "    Prints the table of the profile in FILE, as Python's pstats does.\n"
	     "    -s KEY    sorts by a key of pstats': time (the default), cumulative, calls, "
	     "name...\n"
	     "    -l LIMIT  cuts the table: a count, a share such as 0.1, or a regular expression\n"
	     "    --callers, --callees  print who called each function, whom it called, instead\n"
	     "\nRead are .prof files of cicle and of Python's cProfile, speedscope's JSON, folded\n"
	     "stacks and cicle's JSON. Formats to write:");
	for (size_t i = 0; i < cnt; i++)
		printf("  %-10s  %s\n              %s\n", formats[i].name, formats[i].suffixes,
		       formats[i].help);
	return 0;
}

static struct profile *load(const char *path, struct err *err)
{
	const char *caveat = NULL;
	struct profile *profile = profile_import(path, &caveat, err);

	if (profile && caveat)
		fprintf(stderr, "cicle: %s: %s\n", path, caveat);
	return profile;
}

static int write_out(const struct str *bytes, struct err *err)
{
	if (fwrite(str_text(bytes), 1, bytes->len, stdout) != bytes->len || fflush(stdout))
		return err_set(err, ERR_SYSTEM, "cannot write to standard output: %s",
			       strerror(errno));
	return 0;
}

static int export_to_stdout(const struct profile *profile, const char *name, struct err *err)
{
	const struct export_format *format = export_find("-", name, err);
	struct str bytes = {0};
	int result;

	if (!format)
		return -1;
	result = format->write(profile, &bytes, err);
	if (result == 0)
		result = write_out(&bytes, err);
	str_release(&bytes);
	return result;
}

struct conversion {
	const char *from, *to, *format; // borrowed from the arguments
};

static int read_conversion(struct conversion *conversion, char **args, struct err *err)
{
	for (; *args; args++) {
		if (strcmp(*args, "--format") == 0 && args[1])
			conversion->format = *++args;
		else if (args[0][0] == '-' && args[0][1])
			return err_set(err, ERR_USAGE, "unknown or incomplete option '%s'", *args);
		else if (!conversion->from)
			conversion->from = *args;
		else if (!conversion->to)
			conversion->to = *args;
		else
			return err_set(err, ERR_USAGE, "there is no place for '%s'", *args);
	}
	if (!conversion->to)
		return err_set(err, ERR_USAGE, "convert takes the file to read and that to write");
	return 0;
}

static int convert(char **args, struct err *err)
{
	struct conversion conversion = {0};
	struct profile *profile;
	int result;

	// A format that does not exist is told before a large file is read.
	if (read_conversion(&conversion, args, err) ||
	    !export_find(conversion.to, conversion.format, err))
		return -1;
	assert(conversion.from && conversion.to);
	profile = load(conversion.from, err);
	if (!profile)
		return -1;
	if (strcmp(conversion.to, "-") == 0)
		result = export_to_stdout(profile, conversion.format, err);
	else
		result = profile_export(profile, conversion.to, conversion.format, err);
	profile_free(profile);
	return result;
}

struct showing {
	const char *path;    // borrowed from the arguments
	const char **keys;   // owned
	const char **limits; // owned
	size_t key_cnt, limit_cnt;
	bool shows_callers, shows_callees;
};

static int read_showing(struct showing *showing, char **args, struct err *err)
{
	for (; *args; args++) {
		if (strcmp(*args, "-s") == 0 && args[1])
			showing->keys[showing->key_cnt++] = *++args;
		else if (strcmp(*args, "-l") == 0 && args[1])
			showing->limits[showing->limit_cnt++] = *++args;
		else if (strcmp(*args, "--callers") == 0)
			showing->shows_callers = true;
		else if (strcmp(*args, "--callees") == 0)
			showing->shows_callees = true;
		else if (args[0][0] == '-')
			return err_set(err, ERR_USAGE, "unknown or incomplete option '%s'", *args);
		else if (!showing->path)
			showing->path = *args;
		else
			return err_set(err, ERR_USAGE, "there is no place for '%s'", *args);
	}
	if (showing->key_cnt == 0)
		showing->keys[showing->key_cnt++] = "time";
	return showing->path ? 0 : err_set(err, ERR_USAGE, "show takes a file");
}

static int add_tables(const struct showing *showing, const struct stats *stats, struct str *text,
		      struct err *err)
{
	const char *const *limits = showing->limits;
	int result = 0;

	if (!showing->shows_callers && !showing->shows_callees)
		return stats_print(stats, limits, showing->limit_cnt, text, err);
	if (showing->shows_callers)
		result =
		    stats_print_calls(stats, STATS_CALLERS, limits, showing->limit_cnt, text, err);
	if (result == 0 && showing->shows_callees)
		result =
		    stats_print_calls(stats, STATS_CALLEES, limits, showing->limit_cnt, text, err);
	return result;
}

static int print_profile(const struct showing *showing, const struct profile *profile,
			 struct err *err)
{
	struct stats *stats = stats_new(profile);
	struct str text = {0};
	int result = stats_sort(stats, showing->keys, showing->key_cnt, err);

	if (result == 0)
		result = add_tables(showing, stats, &text, err);
	if (result == 0)
		result = write_out(&text, err);
	str_release(&text);
	stats_free(stats);
	return result;
}

static int show(char **args, struct err *err)
{
	struct showing showing = {0};
	struct profile *profile = NULL;
	size_t arg_cnt = 0;
	int result;

	while (args[arg_cnt])
		arg_cnt++;
	showing.keys = mem_zalloc((arg_cnt + 1) * sizeof *showing.keys);
	showing.limits = mem_zalloc((arg_cnt + 1) * sizeof *showing.limits);
	result = read_showing(&showing, args, err);
	if (result == 0)
		profile = load(showing.path, err);
	result = profile ? print_profile(&showing, profile, err) : -1;
	profile_free(profile);
	free(showing.keys);
	free(showing.limits);
	return result;
}

static bool wants_help(char **args)
{
	for (; *args; args++) {
		if (strcmp(*args, "--help") == 0)
			return true;
	}
	return false;
}

int prof_run(char **args, struct err *err)
{
	if (wants_help(args))
		return print_help();
	if (args[0] && strcmp(args[0], "convert") == 0)
		return convert(args + 1, err);
	if (args[0] && strcmp(args[0], "show") == 0)
		return show(args + 1, err);
	return err_set(err, ERR_USAGE, "cicle prof takes convert or show");
}
