// terminal/input.h - the lines of stdin, for cells that are read from a pipe, and for what they
// read.
#ifndef CICLE_TERMINAL_INPUT_H
#define CICLE_TERMINAL_INPUT_H

#include <stdbool.h>

#include "base/str.h"

// `struct input in = {0};` has read nothing yet.
struct input {
	struct str bytes; // read and not taken
	bool has_ended;
};

// Reads what is there, or waits until something is. Only when stdin has not ended.
void input_fill(struct input *input);

// Takes the first line, with its newline; at the end of stdin, the rest. Returns false when there
// is none (yet). line is emptied first.
bool input_take(struct input *input, struct str *line);

void input_release(struct input *input);

#endif
