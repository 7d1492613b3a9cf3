// magics/target.c - the statement, or the cell, that a magic is to run.
#include "magics/target.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"

#define TITLE_MAX_BYTES 60

static uint32_t count_lines(const char *text, size_t start, size_t end)
{
	uint32_t cnt = 0;

	for (size_t i = start; i < end; i++)
		cnt += text[i] == '\n';
	return cnt;
}

int target_init(struct target *target, const struct magic_call *call, size_t rest_byte,
		const char *usage, struct err *err)
{
	size_t start = rest_byte, end = call->end_byte;

	while (end > start && isspace((unsigned char)call->text[end - 1]))
		end--;
	while (start < end && isspace((unsigned char)call->text[start]))
		start++;
	if (start == end)
		return err_set(err, ERR_USAGE, "there is nothing to profile\nusage: %s", usage);
	*target = (struct target){
	    .start_byte = start,
	    .end_byte = end,
	    .line = 1 + count_lines(call->text, 0, start),
	    .line_cnt = 1 + count_lines(call->text, start, end),
	    .is_cell = call->body_byte != call->args_end_byte,
	};
	return 0;
}

char *target_title(const struct target *target, const struct magic_call *call)
{
	const char *text = call->text + target->start_byte;
	size_t len = strcspn(text, "\n");

	if (len > target->end_byte - target->start_byte)
		len = target->end_byte - target->start_byte;
	if (len > TITLE_MAX_BYTES)
		for (len = TITLE_MAX_BYTES; (text[len] & 0xc0) == 0x80; len--)
			; // not in the middle of a character
	while (len && (isspace((unsigned char)text[len - 1]) || text[len - 1] == ';'))
		len--;
	return mem_strndup(text, len);
}
