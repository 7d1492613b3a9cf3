// terminal/editor.h - lines from a terminal, with editing keys, a history and completion.
#ifndef CICLE_TERMINAL_EDITOR_H
#define CICLE_TERMINAL_EDITOR_H

#include <poll.h>
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

// What else goes on while a line is typed: fds() fills at most cap poll entries and gives their
// number; ready() does what those that poll() marked ask for.
typedef size_t (*editor_fds_fn)(void *ctx, struct pollfd *fds, size_t cap);
typedef void (*editor_ready_fn)(void *ctx, const struct pollfd *fds, size_t cnt);

// Takes the terminal of stdin and stdout. signal_fd: when it becomes readable, the line is closed.
// history_path: where earlier lines are kept; NULL: nowhere. Returns NULL with err filled.
struct editor *editor_new(int signal_fd, const char *history_path, editor_complete_fn complete,
			  void *ctx, struct err *err);

// Keeps the history, and gives the terminal back.
void editor_free(struct editor *editor);

// Reads a line. prompt is shown before it and takes columns as if it were plain text between
// colours; typed stands in the line already, unless more input waits. *line is borrowed until the
// next call, without a newline.
enum editor_end editor_read(struct editor *editor, const char *prompt, const char *typed,
			    const char **line);

// Shows the line that was read last once more in its place. coloured: the line with escape
// sequences that take no columns.
void editor_colour(struct editor *editor, const char *coloured);

// Has something else watched while lines are typed; ctx is editor_new()'s.
void editor_watch(struct editor *editor, editor_fds_fn fds, editor_ready_fn ready);

// Takes the line that is typed away from the terminal, so that ready() may write there. It is shown
// again, below, when ready() returns.
void editor_erase(struct editor *editor);

// Adds a text to the history. It may have several lines.
void editor_remember(struct editor *editor, const char *text);

#endif
