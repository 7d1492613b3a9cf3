// terminal/cells.h - runs cells one after the other, and writes what they say to stdout and stderr.
#ifndef CICLE_TERMINAL_CELLS_H
#define CICLE_TERMINAL_CELLS_H

#include <stdbool.h>

#include "base/err.h"
#include "magics/history.h"
#include "magics/interpreter.h"
#include "terminal/input.h"

// The status of a process that a SIGTERM ends.
#define STATUS_TERMINATED 143

struct cells {
	struct interpreter *interpreter; // owned
	struct history *history;         // owned: what %history tells
	int signal_fd;                   // base/signals.h
	const char *label;               // of the texts in errors; NULL: In[number]. Borrowed
	int number;                      // of the last cell
	bool is_prompted;                // values are shown as Out[n], in colours
	bool is_terminated;              // SIGTERM came: nothing runs any more
	bool ends_in_line;               // the last text on stdout had no newline at its end
	struct input input;
	// Called before something is written while no cell runs (a thread does). NULL: nobody
	// cares.
	void (*before_late)(void *ctx);
	void *before_late_ctx;
	// the cell under way
	bool has_ended;
	bool is_asking; // it waits for a line of stdin
	bool is_hidden; // the terminal does not show that line
	int status;
	char *output; // owned: the text of its value, NULL without one
};

// Starts a session. history_path: the file of the history; NULL: this session's is kept in memory
// only. Returns -1 with err filled. Once per process.
int cells_init(struct cells *cells, const char *history_path, struct err *err);

// Ends the session and everything that it started.
void cells_release(struct cells *cells);

// Takes the signals that came while nothing ran. Returns true for SIGINT alone; SIGTERM sets
// is_terminated.
bool cells_take_interrupt(struct cells *cells);

// Reads a line of stdin, with its newline. Returns false at the end, and for a signal.
bool cells_read_line(struct cells *cells, struct str *line);

// Serves what threads say while no cell runs: of the fds that interpreter_fds() gave.
void cells_serve_late(struct cells *cells, const struct pollfd *fds, size_t cnt);

// Runs a text to its end; SIGINT interrupts it. Returns its exit status: of exit() or main, 0
// without; of a cell that failed 1, 128 and the signal's number for a signal, 130 for an interrupt.
int cells_run(struct cells *cells, const char *code);

#endif
