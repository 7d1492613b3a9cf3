// magics/history.h - the cells that were run, in this session and earlier ones.
//
// They are kept in an SQLite file with IPython's tables (sessions, history, output_history), which
// many kernels share. A file that cannot be written, or is damaged, is warned of once on stderr;
// this session's cells are in memory besides, and nothing else changes.
#ifndef CICLE_MAGICS_HISTORY_H
#define CICLE_MAGICS_HISTORY_H

#include <stdbool.h>

#include "base/str.h"

struct history;

// path: the file, made when first needed, and its folders; NULL or "": the history is in memory
// only. Never NULL. The caller frees with history_free().
struct history *history_new(const char *path);
void history_free(struct history *history);

// Appends the file's path: $CICLE_HISTORY, else cicle/history.sqlite in the user's data folder
// ($XDG_DATA_HOME, ~/.local/share). Nothing when CICLE_HISTORY is empty, or there is no home.
void history_default_path(struct str *out);

// Adds a cell under its In[number]. output: the text of its value, NULL when it has none. Both
// are copied.
void history_put(struct history *history, int number, const char *input, const char *output);

// Gives the number of this session.
int history_session(struct history *history);

// One cell of the history, borrowed for the length of the call.
struct history_entry {
	int session;
	int number;
	const char *input;
	const char *output; // NULL without a value
};

typedef void (*history_fn)(void *ctx, const struct history_entry *entry);

// Gives the last n cells of all sessions, oldest first.
void history_tail(struct history *history, int n, history_fn visit, void *ctx);

// Gives the cells with start <= number < stop of one session: 0 is this one, -1 the one before.
void history_range(struct history *history, int session, int start, int stop, history_fn visit,
		   void *ctx);

// Gives the last n cells of all sessions whose whole input fits a pattern with *, ? and [], oldest
// first; is_unique: of equal inputs only the last.
void history_search(struct history *history, const char *pattern, int n, bool is_unique,
		    history_fn visit, void *ctx);

#endif
