// profiler/line_profile.c - how often and how long each line of some functions ran.
#include "profiler/line_profile.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct line_profile *line_profile_new(void)
{
	return mem_zalloc(sizeof(struct line_profile));
}

void line_profile_free(struct line_profile *profile)
{
	if (!profile)
		return;
	for (size_t i = 0; i < profile->function_cnt; i++) {
		free(profile->functions[i].file);
		free(profile->functions[i].name);
		free(profile->functions[i].source);
		free(profile->functions[i].lines);
	}
	free(profile->functions);
	free(profile);
}

const char *line_text(const struct line_function *function, uint32_t line, size_t *len)
{
	const char *start = source_skip_lines(function->source, line);

	*len = strcspn(start, "\r\n");
	return start;
}

void line_profile_add(struct line_profile *profile, uint32_t number, const char *file,
		      const char *name, uint32_t line, uint32_t line_cnt, const char *text)
{
	const char *start = source_skip_lines(text, line - 1);
	struct line_function *function;

	profile->functions =
	    mem_grow(profile->functions, profile->function_cnt + 1, sizeof *profile->functions);
	function = &profile->functions[profile->function_cnt++];
	*function = (struct line_function){
	    .number = number,
	    .file = mem_strdup(file),
	    .name = mem_strdup(name),
	    .line = line,
	    .source = mem_strndup(start, (size_t)(source_skip_lines(start, line_cnt) - start)),
	    .lines = mem_zalloc((line_cnt + (size_t)1) * sizeof *function->lines),
	    .line_cnt = line_cnt,
	};
}

static struct line_function *find(struct line_profile *profile, uint32_t number)
{
	for (size_t i = 0; i < profile->function_cnt; i++)
		if (profile->functions[i].number == number)
			return &profile->functions[i];
	return NULL;
}

// The runner counts a cell's own statements from its first line on, a function's from its own.
static int read_lines(struct line_function *function, uint32_t cnt, struct unpack *in)
{
	uint32_t skipped = function->number == 0 && cnt ? function->line - 1 : 0;

	function->is_whole = cnt == 0;
	for (uint32_t i = 0; i < (cnt ? cnt : 1) && !in->has_failed; i++) {
		struct line_count count = {unpack_u64(in), unpack_u64(in)};

		if (i < skipped || i - skipped >= function->line_cnt)
			continue;
		function->lines[i - skipped] = count;
		function->total_ns += count.time_ns;
	}
	return in->has_failed ? -1 : 0;
}

int line_profile_read(struct line_profile *profile, struct unpack *in, struct err *err)
{
	uint32_t cnt = unpack_u32(in);

	for (uint32_t i = 0; i < cnt; i++) {
		uint32_t number = unpack_u32(in), line_cnt = unpack_u32(in);
		struct line_function *function = find(profile, number);

		if (in->has_failed || !function || read_lines(function, line_cnt, in))
			return err_set(err, ERR_FORMAT, "the counts of lines are damaged");
	}
	profile->wall_ns = unpack_u64(in);
	if (in->has_failed)
		return err_set(err, ERR_FORMAT, "the counts of lines are cut off");
	return 0;
}
