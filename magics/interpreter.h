// magics/interpreter.h - runs one cell: magics and C pieces, in order, in the session.
//
// The way in for everything that is not Jupyter: the kernel hands a cell over and gets events
// back through callbacks. Nothing here blocks: the owner polls interpreter_fds() and calls
// interpreter_ready(); a cell that computes for minutes costs the owner nothing.
//
//   interpreter_start() -> event stream|display|result ... -> event done (exactly once)
#ifndef CICLE_MAGICS_INTERPRETER_H
#define CICLE_MAGICS_INTERPRETER_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/err.h"

struct interpreter;
struct shown;

// How a cell ended. Borrowed by the done callback for the length of the call.
struct cell_end {
	bool is_ok;
	int exit_status;   // of exit() or main in one of its pieces; 0 without
	const char *ename; // the rest only when !is_ok
	const char *evalue;
	const char *const *traceback; // lines, may hold ANSI colours
	size_t traceback_cnt;
};

enum cell_flag {
	CELL_PLAIN = 1,        // no ANSI colours in warnings and tracebacks
	CELL_TAKES_STATUS = 2, // the owner makes use of the exit status: stderr does not tell it
};

// What a cell says while it runs. All pointers are borrowed for the length of the call.
struct cell_events {
	void *ctx;
	int flags;         // enum cell_flag
	const char *label; // the text's name in errors; NULL: In[number]. Borrowed for the call
	uint32_t cell;     // the cell's number in late(): never 0, and never used again
	// fd 1 is stdout, 2 is stderr. Bytes as the cell wrote them: not always UTF-8.
	void (*stream)(void *ctx, int fd, const char *bytes, size_t len);
	// What an earlier cell's threads print after its end; may come at any time, also when idle.
	void (*late)(void *ctx, uint32_t cell, int fd, const char *bytes, size_t len);
	// data is a mime bundle: {"text/plain": ..., "text/html": ...}.
	void (*display)(void *ctx, const cJSON *data, const cJSON *metadata);
	// What code shows by cicle.h (magics/shown.h), a thread of an earlier cell's too.
	void (*shown)(void *ctx, const struct shown *shown);
	// What code says of a widget: EVENT_WIDGET's payload behind the cell (jit/message.h).
	void (*widget)(void *ctx, uint32_t cell, const char *bytes, size_t len);
	// The cell's value (Out[n]); at most once per cell.
	void (*result)(void *ctx, const cJSON *data, const cJSON *metadata);
	// An execute_reply payload, e.g. {"source": "page", "data": {...}, "start": 0}.
	void (*payload)(void *ctx, const cJSON *payload);
	// The cell waits for a line of input: interpreter_answer() hands it in. is_hidden: a
	// secret. NULL: it finds the end of its input at once.
	void (*input)(void *ctx, const char *prompt, bool is_hidden);
	void (*done)(void *ctx, const struct cell_end *end);
};

// Starts a session and its runner process. Returns NULL with err filled. One per kernel.
struct interpreter *interpreter_new(struct err *err);

// Ends the runner and everything that it started.
void interpreter_free(struct interpreter *interpreter);

// Sets what main's argv holds: the program's name and the arguments behind it, up to a NULL.
// Copied.
void interpreter_set_args(struct interpreter *interpreter, const char *program, char *const *args);

// Profiles every cell from now on, into one profile of that name.
void interpreter_profile(struct interpreter *interpreter, const char *title);

// Writes that profile; the file's suffix says the format. Returns -1 with err filled.
int interpreter_write_profile(const struct interpreter *interpreter, const char *path,
			      struct err *err);

// Says where %history finds the cells that were run; borrowed, NULL: nowhere.
struct history;
void interpreter_set_history(struct interpreter *interpreter, struct history *history);

// Starts a cell. number: what stands in "In[number]". is_silent: the text is no cell of the
// notebook's (user_expressions, silent requests): errors call it "<expression>"; its events come
// all the same. Call only when idle.
// The events come from interpreter_ready() (or already from this call); events is copied.
void interpreter_start(struct interpreter *interpreter, const char *code, int number,
		       bool is_silent, const struct cell_events *events);

// Answers the cell's question for input; NULL: the end of the input. Does nothing when nobody asks.
void interpreter_answer(struct interpreter *interpreter, const char *line);

// Tells which cell of the notebook the next interpreter_start() runs: an id that stays the same
// when the cell is edited and run again. NULL: the front end does not say. Copied.
void interpreter_name_cell(struct interpreter *interpreter, const char *id);

bool interpreter_is_busy(const struct interpreter *interpreter);

// Tells whether a cell runs that was interrupted a moment ago: what it still says must be taken, or
// it waits for that and does not end.
bool interpreter_is_ending(const struct interpreter *interpreter);

// Ends the running cell as Ctrl-C would: its done event comes with ename "KeyboardInterrupt".
// Does nothing when idle.
void interpreter_interrupt(struct interpreter *interpreter);

// Fills at most cap poll entries and gives their number (never above INTERPRETER_FD_MAX).
// They may change with every start and ready: ask before each poll.
#define INTERPRETER_FD_MAX 6
size_t interpreter_fds(const struct interpreter *interpreter, struct pollfd *fds, size_t cap);

// How many milliseconds the owner may sleep before it calls interpreter_ready() without any fd
// being ready; -1: for ever.
int interpreter_timeout_ms(const struct interpreter *interpreter);

// Does what the fds that poll() marked ask for. fds as filled by interpreter_fds().
void interpreter_ready(struct interpreter *interpreter, const struct pollfd *fds, size_t cnt);

enum completeness {
	CODE_COMPLETE,
	CODE_INCOMPLETE,
	CODE_INVALID,
};

// Tells whether a front end should run the text or let the user go on typing.
// indent (for CODE_INCOMPLETE): spaces to put on the next line.
enum completeness interpreter_is_complete(const struct interpreter *interpreter, const char *code,
					  size_t *indent);

// Gives what fits at a byte position of the code, best first, as an array of objects {"text",
// "type", "signature"} (the last one for functions), and the byte range that a match replaces. The
// caller deletes the array.
cJSON *interpreter_complete(const struct interpreter *interpreter, const char *code,
			    size_t cursor_byte, size_t *start_byte, size_t *end_byte);

// Gives the mime bundle of the value that an object, or a part of one, has now, also while a cell
// runs. NULL with err filled when code is more than a name with members and items. The caller
// deletes the bundle.
cJSON *interpreter_peek(const struct interpreter *interpreter, const char *code, struct err *err);

// Gives the mime bundle that describes the name at a byte position, or NULL when nothing is known
// of it. detail_level 1 adds the source. The caller deletes the bundle.
cJSON *interpreter_inspect(const struct interpreter *interpreter, const char *code,
			   size_t cursor_byte, int detail_level);

#endif
