// profiler/export.c - writes a profile in the formats that other programs read.
#include "profiler/export.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/mem.h"
#include "profiler/export_formats.h"
#include "profiler/stats.h"

static const struct export_format formats[] = {
    {
	.name = "prof",
	.suffixes = ".prof .pstats",
	.help = "cProfile's own: pstats, SnakeViz, tuna, gprof2dot, flameprof; and everything, for "
		"cicle",
	.write = export_prof,
    },
    {
	.name = "speedscope",
	.suffixes = ".speedscope.json .speedscope",
	.help = "exact paths and times: speedscope.app",
	.write = export_speedscope,
    },
    {
	.name = "callgrind",
	.suffixes = ".callgrind callgrind.out",
	.help = "functions, callers, times and calls: KCachegrind, QCachegrind, callgrind_annotate",
	.write = export_callgrind,
    },
    {
	.name = "folded",
	.suffixes = ".folded .collapsed",
	.help = "a line per path, with its own ns: flamegraph.pl, inferno, gprof2dot, speedscope",
	.write = export_folded,
    },
    {
	.name = "pprof",
	.suffixes = ".pb.gz .pprof",
	.help = "exact paths, times and calls: go tool pprof, Pyroscope, Grafana",
	.write = export_pprof,
    },
    {
	.name = "chrome",
	.suffixes = ".trace.json .trace",
	.help = "the tree as a time line: Perfetto, chrome://tracing, Firefox Profiler",
	.write = export_chrome,
    },
    {
	.name = "csv",
	.suffixes = ".csv",
	.help = "pstats' table: spreadsheets, pandas, R",
	.write = export_csv,
    },
    {
	.name = "json",
	.suffixes = ".json",
	.help = "everything, readable: jq, scripts, and cicle",
	.write = export_json,
    },
    {
	.name = "html",
	.suffixes = ".html .htm",
	.help = "one page with the table and the picture: any browser",
	.write = export_html,
    },
};

#define FORMAT_CNT (sizeof formats / sizeof *formats)

const struct export_format *export_formats(size_t *cnt)
{
	*cnt = FORMAT_CNT;
	return formats;
}

// Gives the length of the longest of the format's suffixes that path ends in; 0 for none.
static size_t matching_len(const struct export_format *format, const char *path)
{
	size_t path_len = strlen(path), best = 0;

	for (const char *at = format->suffixes; *at;) {
		size_t len = strcspn(at, " ");

		if (len > best && len <= path_len &&
		    strncasecmp(path + path_len - len, at, len) == 0)
			best = len;
		at += len + strspn(at + len, " ");
	}
	return best;
}

static const struct export_format *find_by_suffix(const char *path)
{
	const struct export_format *found = NULL;
	size_t found_len = 0;

	for (size_t i = 0; i < FORMAT_CNT; i++) {
		size_t len = matching_len(&formats[i], path);

		if (len > found_len) {
			found = &formats[i];
			found_len = len;
		}
	}
	return found;
}

static const struct export_format *find_by_name(const char *name)
{
	for (size_t i = 0; i < FORMAT_CNT; i++) {
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	}
	return NULL;
}

static void unknown_format(const char *path, const char *name, struct err *err)
{
	struct str known = {0};

	for (size_t i = 0; i < FORMAT_CNT; i++)
		str_printf(&known, "%s%s (%s)", i ? ", " : "", formats[i].name,
			   formats[i].suffixes);
	if (name)
		err_set(err, ERR_USAGE, "no format '%s'; there are %s", name, str_text(&known));
	else
		err_set(err, ERR_USAGE, "no format has the suffix of '%s'; there are %s", path,
			str_text(&known));
	str_release(&known);
}

const struct export_format *export_find(const char *path, const char *name, struct err *err)
{
	const struct export_format *format = name ? find_by_name(name) : find_by_suffix(path);

	if (!format)
		unknown_format(path, name, err);
	return format;
}

int profile_export(const struct profile *profile, const char *path, const char *format,
		   struct err *err)
{
	const struct export_format *found = export_find(path, format, err);
	struct str bytes = {0};
	int result;

	if (!found)
		return -1;
	result = found->write(profile, &bytes, err);
	if (result == 0)
		result = file_replace(path, str_text(&bytes), bytes.len, err);
	str_release(&bytes);
	return result;
}

int export_prof(const struct profile *profile, struct str *out, struct err *err)
{
	struct stats *stats = stats_new(profile);

	(void)err;
	stats_marshal(stats, out);
	stats_free(stats);
	return 0;
}

uint64_t export_frame_cnt(const struct profile *profile)
{
	uint32_t *depths = mem_grow(NULL, profile->node_cnt, sizeof *depths);
	uint64_t sum = 0;

	for (size_t i = 0; i < profile->node_cnt; i++) {
		depths[i] = i ? depths[profile->nodes[i].parent] + 1 : 1;
		sum += depths[i];
	}
	free(depths);
	return sum;
}

size_t export_path(const struct profile *profile, uint32_t node, uint32_t **path, size_t *cap)
{
	size_t depth = 0;

	for (uint32_t at = node; at != NO_PARENT; at = profile->nodes[at].parent)
		depth++;
	if (depth > *cap) {
		*cap = depth * 2;
		*path = mem_grow(*path, *cap, sizeof **path);
	}
	for (size_t i = depth; i-- > 0; node = profile->nodes[node].parent)
		(*path)[i] = node;
	return depth;
}

const char *export_name(const char *name)
{
	return *name ? name : "<unnamed>";
}
