// terminal/editor.h - lines from a terminal, with editing keys, a history and completion.
#ifndef CICLE_TERMINAL_EDITOR_H
#define CICLE_TERMINAL_EDITOR_H

#include <stddef.h>

#include "base/err.h"
#include "base/list.h"

struct editor;

enum editor_end {
	EDITOR_LINE,
	EDITOR_CANCELLED, // Ctrl-C
	EDITOR_CLOSED,    // Ctrl-D on an empty line, or a signal to terminate
};

// Gives the names that fit at the end of a line's first cursor_byte bytes, and the byte of the line
// from which a name replaces what is typed. Appends to names.
typedef void (*editor_complete_fn)(void *ctx, const char *line, size_t cursor_byte,
				   struct list *names, size_t *start_byte);

// Takes the terminal of stdin and stdout. signal_fd: when it becomes readable, the line is closed.
// history_path: where earlier lines are kept; NULL: nowhere. Returns NULL with err filled.
struct editor *editor_new(int signal_fd, const char *history_path, editor_complete_fn complete,
			  void *ctx, struct err *err);

// Keeps the history, and gives the terminal back.
void editor_free(struct editor *editor);

// Reads a line. prompt is shown before it and takes columns as if it were plain text between
// colours; typed stands in the line
// already, unless more input waits. *line is borrowed until the next call, without a newline.
enum editor_end editor_read(struct editor *editor, const char *prompt, const char *typed,
			    const char **line);

// Adds a text to the history. It may have several lines.
void editor_remember(struct editor *editor, const char *text);

#endif
