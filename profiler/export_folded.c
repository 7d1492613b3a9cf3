// profiler/export_folded.c - a profile as folded stacks: `root;child;leaf 123`, a line per path.
//
// The number is the path's own time in ns. Each frame is `name (file:line)`: gprof2dot reads that
// form, and a name that ends in a blank and digits, which flamegraph.pl would take for a column of
// numbers, is followed by a parenthesis.
#include "profiler/export_formats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

// Every line spells out its path: deep recursion takes the square of its depth.
#define FOLDED_MAX ((uint64_t)1 << 30)

// Appends text without the mark between frames.
static void put_text(const char *text, struct str *out)
{
	for (; *text; text++) {
		if (*text == ';')
			str_puts(out, "\\x3b");
		else
			str_putc(out, *text);
	}
}

static char *frame_text(const struct profile_function *function)
{
	struct str frame = {0};

	put_text(export_name(function->name), &frame);
	str_puts(&frame, " (");
	put_text(function->file, &frame);
	str_printf(&frame, ":%" PRIu32 ")", function->line);
	return str_take(&frame);
}

// Gives the bytes of all lines without their numbers.
static uint64_t all_lines_len(const struct profile *profile, char *const *frames)
{
	uint64_t *lens = mem_grow(NULL, profile->node_cnt, sizeof *lens);
	uint64_t sum = 0;

	for (size_t i = 0; i < profile->node_cnt; i++) {
		const struct profile_node *node = &profile->nodes[i];

		lens[i] = (i ? lens[node->parent] : 0) + strlen(frames[node->function]) + 1;
		sum += lens[i];
	}
	free(lens);
	return sum;
}

static void put_lines(const struct profile *profile, char *const *frames, struct str *out)
{
	uint32_t *path = NULL;
	size_t cap = 0;

	for (uint32_t i = 0; i < profile->node_cnt; i++) {
		size_t depth = export_path(profile, i, &path, &cap);

		for (size_t level = 0; level < depth; level++) {
			if (level)
				str_putc(out, ';');
			str_puts(out, frames[profile->nodes[path[level]].function]);
		}
		str_printf(out, " %" PRIu64 "\n", profile_self_ns(profile, i));
	}
	free(path);
}

int export_folded(const struct profile *profile, struct str *out, struct err *err)
{
	char **frames = mem_grow(NULL, profile->function_cnt, sizeof *frames);
	int result = 0;

	for (size_t i = 0; i < profile->function_cnt; i++)
		frames[i] = frame_text(&profile->functions[i]);
	if (all_lines_len(profile, frames) > FOLDED_MAX)
		result = err_set(err, ERR_USAGE,
				 "the calls are nested too deeply for folded stacks, which repeat "
				 "every path: take speedscope or prof");
	else
		put_lines(profile, frames, out);
	for (size_t i = 0; i < profile->function_cnt; i++)
		free(frames[i]);
	free(frames);
	return result;
}
