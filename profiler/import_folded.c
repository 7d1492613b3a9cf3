// profiler/import_folded.c - reads folded stacks: `root;child;leaf 123`, a line per path.
//
// A frame of the form `name (file:line)` is taken apart; any other is a name. The first frame of
// the first line is the root when it is the one that cicle writes.
#include "profiler/import_formats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { NUMBER_MAX = 20 }; // characters of a number: 64 bits have no more digits

struct frame {
	char *file, *name; // owned
	uint32_t line;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

// Gives where the digits before end begin.
static const char *digits_before(const char *from, const char *end)
{
	while (end > from && is_digit(end[-1]))
		end--;
	return end;
}

// Gives where ` (file:line)` begins in a frame, or NULL. *colon: before the line.
static const char *find_place(const char *from, const char *end, const char **colon)
{
	const char *digits, *open;

	if (end - from < 6 || end[-1] != ')')
		return NULL;
	digits = digits_before(from, end - 1);
	if (digits == end - 1 || end - 1 - digits > 9 || digits == from || digits[-1] != ':')
		return NULL;
	*colon = digits - 1;
	open = memmem(from, (size_t)(*colon - from), " (", 2);
	return open;
}

static struct frame get_frame(const char *from, const char *end)
{
	const char *colon = end;
	const char *place = find_place(from, end, &colon);

	if (!place)
		return (struct frame){mem_strdup("~"), mem_strndup(from, (size_t)(end - from)), 0};
	return (struct frame){
	    .file = mem_strndup(place + 2, (size_t)(colon - place - 2)),
	    .name = mem_strndup(from, (size_t)(place - from)),
	    .line = (uint32_t)strtoul(colon + 1, NULL, 10),
	};
}

static void free_frame(struct frame *frame)
{
	free(frame->file);
	free(frame->name);
}

static const char *frame_end(const char *from, const char *end)
{
	const char *mark = memchr(from, ';', (size_t)(end - from));

	return mark ? mark : end;
}

// Adds the node of a path. Gives NO_PARENT with err filled when there are too many.
static uint32_t get_path(struct profile *profile, const char *from, const char *end,
			 struct err *err)
{
	uint32_t at = 0;

	for (const char *start = from; at != NO_PARENT; from++) {
		const char *stop = frame_end(from, end);
		struct frame frame = get_frame(from, stop);
		uint32_t function = profile_function(profile, frame.file, frame.line, frame.name);

		free_frame(&frame);
		if (function != 0 || from != start)
			at = import_child(profile, at, function, err);
		from = stop;
		if (stop == end)
			break;
	}
	return at;
}

// Gives where the number at a line's end begins; NULL when there is none. A fraction is allowed.
static const char *find_number(const char *from, const char *end)
{
	const char *number = digits_before(from, end);

	if (number > from && number < end && number[-1] == '.')
		number = digits_before(from, number - 1);
	if (number == end || end - number > NUMBER_MAX || number <= from + 1 || number[-1] != ' ')
		return NULL;
	return number;
}

// The bytes behind the number may be anybody's: it is read from a copy that ends.
static uint64_t get_number(const char *from, const char *end)
{
	char number[NUMBER_MAX + 1] = {0};

	memcpy(number, from, (size_t)(end - from));
	return strtoull(number, NULL, 10);
}

static int get_line(struct profile *profile, const char *from, const char *end, size_t line,
		    struct err *err)
{
	const char *number;
	uint32_t node;

	while (end > from && strchr(" \t\r", end[-1]) && end[-1])
		end--;
	if (end == from)
		return 0;
	number = find_number(from, end);
	if (!number)
		return err_set(err, ERR_FORMAT, "line %zu does not end in a number", line);
	node = get_path(profile, from, number - 1, err);
	if (node == NO_PARENT)
		return -1;
	return import_add_own(profile, node, get_number(number, end), err);
}

static int get_lines(struct profile *profile, const struct import_source *source, struct err *err)
{
	const char *at = source->bytes, *end = source->bytes + source->len;

	for (size_t line = 1; at < end; line++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		if (!stop)
			stop = end;
		if (get_line(profile, at, stop, line, err))
			return -1;
		at = stop < end ? stop + 1 : end;
	}
	return 0;
}

// Gives the first frame of the first line.
static struct frame get_first_frame(const struct import_source *source)
{
	const char *end = memchr(source->bytes, '\n', source->len);
	const char *number, *stop;

	if (!end)
		end = source->bytes + source->len;
	number = find_number(source->bytes, end);
	stop = frame_end(source->bytes, number ? number - 1 : end);
	return get_frame(source->bytes, stop);
}

struct profile *import_folded(const struct import_source *source, struct err *err)
{
	struct frame first = get_first_frame(source);
	bool is_root = import_is_root(first.name, first.line);
	struct profile *profile =
	    profile_new(is_root ? first.file : source->name, source->name, source->name);

	free_frame(&first);
	if (get_lines(profile, source, err) == 0)
		return profile;
	profile_free(profile);
	return NULL;
}
