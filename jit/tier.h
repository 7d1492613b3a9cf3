// jit/tier.h - the optimising tier: the session's functions, compiled once more in the background.
//
// What one cell defined is a unit. Its state, with the functions that take each arrow (tier.c):
//
//   STALE --write_text--> WAITING --start_next--> COMPILING --take_object--> LOADING
//   LOADING --session_tier_loaded--> LOADED
//   WAITING --look_up--> LOADING: its object is known from before
//   STALE --write_text--> LEFT: it stays at tier tcc, why says the reason
//   COMPILING | LOADING --> REFUSED: by gcc, or by the linker
//   any state --session_tier_note--> STALE: it, or a function that it has taken in, is another one
//
// A unit's text has its functions as they are, and once more, for inlining, those that they call,
// of whatever cell. The runner turns the stubs, and turns them back as soon as one of all these is
// redefined (jit/runner/fast.h): no code is ever out of date, compiling it again only costs time.
#ifndef CICLE_JIT_TIER_H
#define CICLE_JIT_TIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/list.h"
#include "base/str.h"
#include "jit/compiler/cc.h"
#include "jit/request.h"
#include "jit/tier_mode.h"

// A set of slots, in ascending order.
struct slot_set {
	uint32_t *items; // owned
	size_t cnt, cap;
};

void slot_set_add(struct slot_set *set, uint32_t slot);
bool slot_set_has(const struct slot_set *set, uint32_t slot);
bool slot_set_is(const struct slot_set *set, const struct slot_set *other);
void slot_set_release(struct slot_set *set);

// What one cell defined.
struct tier_unit {
	char *file; // the cell's name in compiled texts
	enum tier_state state;
	struct slot_set own;      // the functions that it compiles
	struct slot_set left;     // of the same cell: cannot be swapped
	struct slot_set seen;     // all others that it names
	struct slot_set inlined;  // of seen: those whose text it has
	struct slot_set circular; // none of those: they call each other in circles
	bool is_alone;            // without inlined: gcc refused it with them
	bool is_early;            // written while the cell that it is of had not run yet
	bool reads_headers;       // from the disk: gcc refused what libtcc made of them
	struct request request;   // its one unit, for MESSAGE_LOAD
	char *why;                // of REFUSED and LEFT
	uint64_t begun_ns, compile_ns;
	unsigned written_cnt;
	char *reason; // why it was written last
	struct tier_unit *next;
};

// A cell's statements with a loop: the next run of the same text has them optimised.
struct tier_entry {
	char *file;
	char *text; // what gcc is to compile
	struct list flags;
	bool is_refused;
	struct tier_entry *next;
};

struct tier {
	enum tier_mode mode;
	unsigned seed; // of TIER_RANDOM's chances, and where its sequence stands
	struct cc cc;
	char *compiler;              // "gcc -O3 ..."; NULL: there is none
	struct tier_unit *units;     // in the order of their making
	struct tier_entry *entries;  // the newest first, bounded
	struct tier_entry *at_entry; // of them: the one that is being compiled; NULL: none
	struct list loading; // what the runner's next answers are about: files, "" for nothing
	bool is_waited_for;  // nothing waits for a quiet moment
	int timer_fd;
	uint64_t wake_ns;  // when to look what is to be done; 0: nothing has changed
	uint64_t start_ns; // before that nothing is compiled
	uint64_t limit_ns; // when the compiler has taken too long
	pid_t runner_pid;  // what has been loaded is loaded there
	struct str flags;  // the session's, as they were when the units' texts were written
};

struct session;

// --- tier_text.c ---

// Gives "gcc -O3 -march=native" for a compiler's path. The caller frees.
char *tier_compiler_text(const char *path);

// Makes a unit of a cell's functions the next one of the session's request, as optimised as the
// tier has them. Borrowed until the next call.
struct request_unit *tier_add_unit(struct session *session, struct unit *unit, const char *file);

// Adds optimised code of the run's statements to the session's request when it is known, else has
// it made for the next run of the same text. Nothing for statements without a loop.
void tier_add_entry(struct session *session);

// Writes what gcc is to compile. Returns false when the unit stays at tier tcc: unit->why tells.
bool tier_write_text(struct session *session, struct tier_unit *unit);

// Tells whether a flag is one of those that every text of the tier is compiled with.
bool tier_is_own_flag(const char *flag);

// Tells whether a function's forms cannot be told apart: no form has static locals of its own.
bool tier_can_be_swapped(const struct function *function);

#endif
