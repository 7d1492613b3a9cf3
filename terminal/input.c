// terminal/input.c - the lines of stdin, for cells that are read from a pipe, and for what they
// read.
#include "terminal/input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void input_fill(struct input *input)
{
	char bytes[16384];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);

	if (n > 0)
		str_add(&input->bytes, bytes, (size_t)n);
	else if (n == 0 || errno != EINTR)
		input->has_ended = true;
}

bool input_take(struct input *input, struct str *line)
{
	const char *text = str_text(&input->bytes);
	const char *newline = memchr(text, '\n', input->bytes.len);
	size_t len = newline ? (size_t)(newline + 1 - text) : input->bytes.len;

	str_clear(line);
	if (!len || (!newline && !input->has_ended))
		return false;
	str_add(line, text, len);
	str_drop(&input->bytes, len);
	return true;
}

void input_release(struct input *input)
{
	str_release(&input->bytes);
}
