// jit/checkpoint.h - the checkpoints that a session has, the cells between them, and when to take
// one.
//
// A checkpoint is two halves: a process that sleeps with the session's memory
// (jit/runner/checkpoint.h), and what the session's names and settings were (jit/snapshot.h).
// A moment is the time between two cells; the moments form a path, newest first, which branches
// when the session goes back. Nothing here talks to the runner: jit/session_checkpoint.c does.
#ifndef CICLE_JIT_CHECKPOINT_H
#define CICLE_JIT_CHECKPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/str.h"
#include "jit/message.h"
#include "jit/settings.h"
#include "jit/snapshot.h"

// More automatic ones drop the oldest; more by name are refused.
#define CHECKPOINT_AUTOMATIC_MAX 16
#define CHECKPOINT_NAMED_MAX 16

enum checkpoint_mode {
	CHECKPOINTS_OFF,
	CHECKPOINTS_AUTO, // in pauses, and where it costs little against the cells' own time
	CHECKPOINTS_ON,   // before every cell
};

// The time after a cell.
struct moment {
	char *label;           // owned: the cell's name, "In[3]"; NULL: before all cells
	struct moment *before; // an owner of it; NULL: the first, or forgotten
	unsigned owner_cnt;
};

struct checkpoint {
	char *name;            // owned; NULL: an automatic one
	struct moment *moment; // an owner of it
	bool is_within;        // the moment's cell has run more since: found by its name only
	bool is_pending;       // asked for and not answered yet: without a process
	pid_t pid;
	int socket_fd;
	struct snapshot *snapshot; // an owner of it
	uint64_t definition_cnt;   // the session's, when it was made
	struct settings settings, accepted;
	struct str sent; // settings_pack() bytes that the runner had
	bool is_collecting, has_lost_functions;
	uint64_t budget_ns; // what it might cost
	uint64_t fork_ns;
	uint64_t bytes;           // of the session
	uint64_t held_bytes;      // that were changed since, so that they are held twice
	struct checkpoint *older; // taken before it
};

struct checkpoints {
	enum checkpoint_mode mode;
	struct checkpoint *newest; // owned list
	struct moment *now;        // an owner of it
	uint64_t moment_cnt;
	char *cell;               // owned: the name of the cell under way; NULL: it is none
	bool has_moved;           // that cell has its moment
	bool has_changed;         // and changed something: it was compiled
	struct settings at_begin; // of that cell
	enum checkpoint_status refusal;
	struct moment *refused_at; // an owner of it; where the last one was refused
	uint64_t ended_ns;         // when the last run ended
	uint64_t run_ns;           // of the last run
	uint64_t since_ns;         // of all runs since the last one
	uint64_t cost_ns;          // of the last one, with what it made the runs after it cost
	uint64_t debt_ns;          // what was spent above the budget, and not earned again
	pid_t *dying;              // owned: killed and not reaped yet
	size_t dying_cnt;
};

void checkpoints_init(struct checkpoints *all);

// Ends all their processes.
void checkpoints_release(struct checkpoints *all);

// Reaps what ended.
void checkpoints_reap(struct checkpoints *all);

// --- moments --------------------------------------------------------------------------------

// Gives the cell under way its moment.
void checkpoints_move(struct checkpoints *all);

// Notes that the cell under way runs more: what was taken within it is not of its end.
void checkpoints_run_on(struct checkpoints *all);

// Ends the cell under way: one that changed nothing has no moment. label: the next one's name,
// copied; NULL: it is no cell.
void checkpoints_begin_cell(struct checkpoints *all, const char *label,
			    const struct settings *settings);

// Gives the moment before the last cnt cells, or NULL when there were fewer. *undone (may be NULL)
// gets the names of those cells, oldest first, divided by commas. Borrowed.
struct moment *checkpoints_back(const struct checkpoints *all, size_t cnt, struct str *undone);

// Gives the name of the first cell after a moment on the way to now; NULL: there is none.
const char *checkpoints_cell_after(const struct checkpoints *all, const struct moment *moment);

// Tells whether a cell is one of those on the way to now. Cells that are so old that their moments
// are forgotten count as such.
bool checkpoints_has_cell(const struct checkpoints *all, const char *label);

// --- checkpoints ----------------------------------------------------------------------------

// Adds one that is asked for now, at the present moment. name is copied; NULL: an automatic one.
struct checkpoint *checkpoints_add(struct checkpoints *all, const char *name, uint64_t budget_ns);

// Ends one.
void checkpoints_drop(struct checkpoints *all, struct checkpoint *checkpoint);

// Drops those that wait for an answer: it will not come.
void checkpoints_drop_pending(struct checkpoints *all);

// Gives the one whose answer is the next one to come; NULL: none.
struct checkpoint *checkpoints_pending(const struct checkpoints *all);

// Gives the one of a name, of a moment, or the newest on the way to now. Never one without a
// process, and only by its name one that was taken within a cell. NULL: there is none.
struct checkpoint *checkpoints_find(const struct checkpoints *all, const char *name);
struct checkpoint *checkpoints_at(const struct checkpoints *all, const struct moment *moment);
struct checkpoint *checkpoints_latest(const struct checkpoints *all);

// Makes a checkpoint's moment the present one. Automatic ones that are not on the way there go.
void checkpoints_go_to(struct checkpoints *all, const struct checkpoint *checkpoint);

size_t checkpoints_named_cnt(const struct checkpoints *all);

// --- when -----------------------------------------------------------------------------------

// What the runner told of one (jit/message.h).
struct checkpoint_answer {
	enum checkpoint_status status;
	pid_t pid;
	uint64_t fork_ns; // when it was too dear: what was expected, in all
	uint64_t copy_ns, bytes, written_bytes;
};

// Notes how long a run took that ended now.
void checkpoints_note_run(struct checkpoints *all, uint64_t run_ns);

// Gives what a checkpoint before a cell may cost; 0: none is to be taken. is_timed: the cell is
// profiled, or its time is shown.
uint64_t checkpoints_budget_before_cell(const struct checkpoints *all, bool is_timed);

// Gives in how many milliseconds there is something to do in a pause between cells: one to take, or
// processes to reap; -1: never.
int checkpoints_pause_ms(const struct checkpoints *all);

// Gives what that one may cost.
uint64_t checkpoints_budget_in_pause(const struct checkpoints *all);

// Notes an answer: what the one before it cost, and whether this one was taken (checkpoint gets its
// process; takes socket_fd, which may be -1). Drops it when it was not, and old ones when there are
// too many, or they hold too much memory.
void checkpoints_settle(struct checkpoints *all, struct checkpoint *checkpoint,
			const struct checkpoint_answer *answer, int socket_fd);

#endif
