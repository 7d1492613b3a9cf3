// profiler/line_dump.c - a line profile as a file: line_profiler's pickle, or JSON.
//
// An .lprof file is a pickle of line_profiler's LineStats with two fields: timings, a dictionary
// from (file, first line, function) to a list of (line, hits, time), and unit, in seconds.
#include "profiler/line_profile.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"

// --- pickle, protocol 2 ---------------------------------------------------------------------

enum opcode {
	PROTO = 0x80,
	TUPLE2 = 0x86,
	TUPLE3 = 0x87,
	REDUCE = 'R',
	LONG1 = 0x8a,
	EMPTY_TUPLE = ')',
	EMPTY_DICT = '}',
	EMPTY_LIST = ']',
	BINUNICODE = 'X',
	BINFLOAT = 'G',
	GLOBAL = 'c',
	MARK = '(',
	APPENDS = 'e',
	SETITEM = 's',
	STOP = '.',
};

static void put(struct str *out, enum opcode opcode)
{
	str_putc(out, (char)opcode);
}

static void put_text(struct str *out, const char *text)
{
	struct str utf8 = {0};

	text_utf8(&utf8, text);
	put(out, BINUNICODE);
	for (int i = 0; i < 4; i++)
		str_putc(out, (char)(utf8.len >> (8 * i)));
	str_add(out, utf8.data, utf8.len);
	str_release(&utf8);
}

// Two's complement, least byte first; the ninth keeps it positive.
static void put_number(struct str *out, uint64_t number)
{
	put(out, LONG1);
	str_putc(out, 9);
	for (int i = 0; i < 8; i++)
		str_putc(out, (char)(number >> (8 * i)));
	str_putc(out, 0);
}

static void put_float(struct str *out, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	put(out, BINFLOAT);
	for (int i = 7; i >= 0; i--)
		str_putc(out, (char)(bits >> (8 * i)));
}

static void put_function(struct str *out, const struct line_function *function)
{
	put_text(out, function->file);
	put_number(out, function->line);
	put_text(out, function->name);
	put(out, TUPLE3);
	put(out, EMPTY_LIST);
	put(out, MARK);
	for (uint32_t i = 0; i < function->line_cnt; i++) {
		if (!function->lines[i].hit_cnt)
			continue;
		put_number(out, function->line + i);
		put_number(out, function->lines[i].hit_cnt);
		put_number(out, function->lines[i].time_ns);
		put(out, TUPLE3);
	}
	put(out, APPENDS);
	put(out, SETITEM);
}

static void add_pickle(const struct line_profile *profile, struct str *out)
{
	put(out, PROTO);
	str_putc(out, 2);
	put(out, GLOBAL);
	str_puts(out, "line_profiler._line_profiler\nLineStats\n");
	put(out, EMPTY_DICT);
	for (size_t i = 0; i < profile->function_cnt; i++)
		put_function(out, &profile->functions[i]);
	put_float(out, 1e-9);
	put(out, TUPLE2);
	put(out, REDUCE);
	put(out, STOP);
}

// --- JSON -----------------------------------------------------------------------------------

static void add_json_lines(const struct line_function *function, struct str *out)
{
	bool is_first = true;

	for (uint32_t i = 0; i < function->line_cnt; i++) {
		const struct line_count *count = &function->lines[i];

		if (!count->hit_cnt)
			continue;
		str_printf(out, "%s\n   {\"line\": %u, \"hits\": %llu, \"time_ns\": %llu}",
			   is_first ? "" : ",", function->line + i,
			   (unsigned long long)count->hit_cnt, (unsigned long long)count->time_ns);
		is_first = false;
	}
}

static void add_json(const struct line_profile *profile, struct str *out)
{
	str_printf(out, "{\"wall_ns\": %llu, \"functions\": [",
		   (unsigned long long)profile->wall_ns);
	for (size_t i = 0; i < profile->function_cnt; i++) {
		const struct line_function *function = &profile->functions[i];

		str_printf(out, "%s\n {\"file\": ", i ? "," : "");
		text_json_escape(out, function->file);
		str_puts(out, ", \"name\": ");
		text_json_escape(out, function->name);
		str_printf(out,
			   ", \"line\": %u, \"is_whole\": %s, \"total_ns\": %llu, \"lines\": [",
			   function->line, function->is_whole ? "true" : "false",
			   (unsigned long long)function->total_ns);
		add_json_lines(function, out);
		str_puts(out, "]}");
	}
	str_puts(out, "]}\n");
}

static bool has_suffix(const char *path, const char *suffix)
{
	size_t len = strlen(path), suffix_len = strlen(suffix);

	return len >= suffix_len && !strcmp(path + len - suffix_len, suffix);
}

int line_profile_dump(const struct line_profile *profile, const char *path, struct err *err)
{
	struct str bytes = {0};
	int rc;

	if (has_suffix(path, ".json"))
		add_json(profile, &bytes);
	else
		add_pickle(profile, &bytes);
	rc = file_replace(path, bytes.data, bytes.len, err);
	str_release(&bytes);
	return rc;
}
