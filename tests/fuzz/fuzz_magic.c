// tests/fuzz/fuzz_magic.c - a cell's pieces and a magic's options: segments and options_init().
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "magics/magic.h"
#include "magics/options.h"
#include "magics/segment.h"

static const struct option_name long_names[] = {
    {"clock", 'c', true},
    {"no-builtins", 'b', false},
    {NULL, 0, false},
};

static void check_segment(const struct segment *segment, size_t after, size_t len)
{
	if (segment->start_byte < after || segment->end_byte < segment->start_byte ||
	    segment->end_byte > len || segment->name_byte + segment->name_len > len ||
	    segment->args_byte > len || segment->body_byte > len)
		abort();
}

static void read_options(const char *text, const struct segment *segment)
{
	size_t end = segment->args_byte + strcspn(text + segment->args_byte, "\n");
	const char *values[OPTION_MAX];
	struct options options;
	struct err err = {0};

	if (!options_init(&options, text, segment->args_byte, end, "s:l:D:T:qn:r:", long_names,
			  "usage", &err)) {
		if (options.rest_byte < segment->args_byte || options.rest_byte > end ||
		    options_list(&options, 'l', values) > OPTION_MAX)
			abort();
		options_get(&options, 's');
	}
	options_release(&options);
}

static void check_mask(const char *text, const struct segment *segment)
{
	char *masked = segment_mask(text, segment->start_byte, segment->end_byte);

	if (memcmp(masked + segment->start_byte, text + segment->start_byte,
		   segment->end_byte - segment->start_byte) != 0)
		abort();
	free(masked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);
	size_t len = strlen(text), after = 0;
	struct segments segments;

	segments_init(&segments, text, NULL, NULL);
	for (size_t i = 0; i < segments.cnt; i++) {
		const struct segment *segment = &segments.items[i];

		check_segment(segment, after, len);
		check_mask(text, segment);
		after = segment->end_byte;
		if (segment->kind == SEGMENT_LINE_MAGIC || segment->kind == SEGMENT_CELL_MAGIC) {
			read_options(text, segment);
			magic_nearest(text + segment->name_byte, segment->name_len);
		}
	}
	segments_release(&segments);
	free(text);
	return 0;
}
