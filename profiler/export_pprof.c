// profiler/export_pprof.c - a profile as pprof's protocol buffer, compressed.
//
// One sample per path, the leaf first, with its own calls and ns, and the cell as its label. One
// location per function. The field numbers below are those of pprof's profile.proto.
#include "profiler/export_formats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/mem.h"

// Every sample spells out its path: deep recursion takes the square of its depth.
#define PPROF_FRAME_MAX ((uint64_t)100000000)

enum profile_field {
	PROFILE_SAMPLE_TYPE = 1,
	PROFILE_SAMPLE = 2,
	PROFILE_MAPPING = 3,
	PROFILE_LOCATION = 4,
	PROFILE_FUNCTION = 5,
	PROFILE_STRING = 6,
	PROFILE_DURATION_NS = 10,
	PROFILE_COMMENT = 13,
	PROFILE_DEFAULT_SAMPLE_TYPE = 14,
};

// The first strings of the table; then come each function's three.
enum string_index {
	STRING_EMPTY,
	STRING_CALLS,
	STRING_COUNT,
	STRING_WALL,
	STRING_NANOSECONDS,
	STRING_CELL,
	STRING_CICLE,
	STRING_TITLE,
	STRING_FIRST_FUNCTION,
};

enum { STRINGS_PER_FUNCTION = 3 }; // name, system name, file

static uint64_t string_of(uint32_t function, unsigned which)
{
	return STRING_FIRST_FUNCTION + (uint64_t)function * STRINGS_PER_FUNCTION + which;
}

static void put_varint(struct str *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		str_putc(out, (char)(value | 0x80));
	str_putc(out, (char)value);
}

static void put_number(struct str *out, unsigned field, uint64_t value)
{
	put_varint(out, field << 3);
	put_varint(out, value);
}

static void put_bytes(struct str *out, unsigned field, const char *bytes, size_t len)
{
	put_varint(out, field << 3 | 2);
	put_varint(out, len);
	str_add(out, bytes, len);
}

static void put_string(struct str *out, const char *text)
{
	put_bytes(out, PROFILE_STRING, text, strlen(text));
}

// Appends a message that was built in part, and empties that.
static void put_message(struct str *out, unsigned field, struct str *part)
{
	put_bytes(out, field, str_text(part), part->len);
	str_clear(part);
}

static void put_sample_type(struct str *out, uint64_t type, uint64_t unit)
{
	struct str part = {0};

	put_number(&part, 1, type);
	put_number(&part, 2, unit);
	put_message(out, PROFILE_SAMPLE_TYPE, &part);
	str_release(&part);
}

// What a reader needs so as not to look for symbols itself.
static void put_mapping(struct str *out)
{
	struct str part = {0};

	put_number(&part, 1, 1);            // id
	put_number(&part, 5, STRING_CICLE); // file name
	for (unsigned has = 7; has <= 9; has++)
		put_number(&part, has, 1); // functions, file names, line numbers
	put_message(out, PROFILE_MAPPING, &part);
	str_release(&part);
}

static void put_function(struct str *out, uint32_t i, uint32_t line)
{
	struct str part = {0}, inner = {0};

	put_number(&part, 1, i + 1);
	put_number(&part, 2, string_of(i, 0));
	put_number(&part, 3, string_of(i, 1));
	put_number(&part, 4, string_of(i, 2));
	put_number(&part, 5, line);
	put_message(out, PROFILE_FUNCTION, &part);
	put_number(&inner, 1, i + 1);
	put_number(&inner, 2, line);
	put_number(&part, 1, i + 1);
	put_number(&part, 2, 1); // mapping
	put_message(&part, 4, &inner);
	put_message(out, PROFILE_LOCATION, &part);
	str_release(&part);
	str_release(&inner);
}

// A reader takes a name that equals the system name for a mangled one, and <cell> for a template's
// argument, which it drops. So the system name is another.
static void put_strings(const struct profile *profile, struct str *out)
{
	static const char *const fixed[] = {"",     "calls", "count", "wall", "nanoseconds",
					    "cell", "cicle"};

	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		put_string(out, fixed[i]);
	put_string(out, profile->title);
	for (size_t i = 0; i < profile->function_cnt; i++) {
		const struct profile_function *function = &profile->functions[i];
		struct str system = {0};

		str_printf(&system, "%s:%" PRIu32 ":%s", function->file, function->line,
			   function->name);
		put_string(out, export_name(function->name));
		put_string(out, str_text(&system));
		put_string(out, export_name(function->file));
		str_release(&system);
	}
}

struct sampling {
	const struct profile *profile;
	uint32_t *path;
	size_t path_cap;
	struct str sample, part;
};

static void put_sample(struct sampling *s, uint32_t at, struct str *out)
{
	size_t depth = export_path(s->profile, at, &s->path, &s->path_cap);

	for (size_t i = depth; i-- > 0;)
		put_varint(&s->part, s->profile->nodes[s->path[i]].function + 1);
	put_message(&s->sample, 1, &s->part);
	put_varint(&s->part, s->profile->nodes[at].call_cnt);
	put_varint(&s->part, profile_self_ns(s->profile, at));
	put_message(&s->sample, 2, &s->part);
	if (depth > 1) {
		put_number(&s->part, 1, STRING_CELL);
		put_number(&s->part, 2, string_of(s->profile->nodes[s->path[1]].function, 2));
		put_message(&s->sample, 3, &s->part);
	}
	put_message(out, PROFILE_SAMPLE, &s->sample);
}

static void put_samples(const struct profile *profile, struct str *out)
{
	struct sampling s = {.profile = profile};

	for (uint32_t i = 0; i < profile->node_cnt; i++)
		put_sample(&s, i, out);
	free(s.path);
	str_release(&s.sample);
	str_release(&s.part);
}

static void put_profile(const struct profile *profile, struct str *out)
{
	put_sample_type(out, STRING_CALLS, STRING_COUNT);
	put_sample_type(out, STRING_WALL, STRING_NANOSECONDS);
	put_samples(profile, out);
	put_mapping(out);
	for (uint32_t i = 0; i < profile->function_cnt; i++)
		put_function(out, i, profile->functions[i].line);
	put_strings(profile, out);
	put_number(out, PROFILE_DURATION_NS, profile->wall_ns);
	put_number(out, PROFILE_COMMENT, STRING_TITLE);
	put_number(out, PROFILE_DEFAULT_SAMPLE_TYPE, STRING_WALL);
}

// Appends bytes in gzip's form. The same bytes always give the same: no time, no name.
static int compress_into(const struct str *bytes, struct str *out, struct err *err)
{
	enum { GZIP = 16 };
	z_stream stream = {.next_in = (Bytef *)bytes->data, .avail_in = (uInt)bytes->len};
	unsigned char part[1 << 14];
	int status;

	if (bytes->len > UINT32_MAX ||
	    deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + GZIP, MAX_MEM_LEVEL,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return err_set(err, ERR_USAGE, "the profile is too large for pprof's format");
	do {
		stream.next_out = part;
		stream.avail_out = sizeof part;
		status = deflate(&stream, Z_FINISH);
		str_add(out, part, sizeof part - stream.avail_out);
	} while (status == Z_OK);
	deflateEnd(&stream);
	return status == Z_STREAM_END ? 0 : err_set(err, ERR_SYSTEM, "zlib failed: %d", status);
}

int export_pprof(const struct profile *profile, struct str *out, struct err *err)
{
	struct str bytes = {0};
	int result;

	if (export_frame_cnt(profile) > PPROF_FRAME_MAX)
		return err_set(err, ERR_USAGE,
			       "the calls are nested too deeply for pprof, which repeats every "
			       "path: take speedscope or prof");
	put_profile(profile, &bytes);
	result = compress_into(&bytes, out, err);
	str_release(&bytes);
	return result;
}
