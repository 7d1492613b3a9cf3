// jit/snapshot.h - what a session's names meant at one time, to go back to.
//
// Declarations and names live as long as the symbols, so a snapshot only notes what changes in
// them: what each name meant, and each declaration's place, end and function.
#ifndef CICLE_JIT_SNAPSHOT_H
#define CICLE_JIT_SNAPSHOT_H

#include "base/str.h"
#include "jit/read/preprocess.h"
#include "jit/read/symbol.h"

struct snapshot;

// Makes a snapshot, owned once by the caller. Not while a cell's changes wait for a commit.
struct snapshot *snapshot_new(const struct symbols *symbols, const struct preprocess *preprocess);

// Gives it another owner.
struct snapshot *snapshot_share(struct snapshot *snapshot);

// To be called by each owner, before the symbols are released. NULL is fine.
void snapshot_free(struct snapshot *snapshot);

// Gives symbols and preprocess the meaning that they had. Names and declarations that came later
// stay, without meaning; the symbols' version is a new one.
void snapshot_restore(const struct snapshot *snapshot, struct symbols *symbols,
		      struct preprocess *preprocess);

// Takes the meaning of those names away whose memory did not exist when the snapshot was made
// (NULL: before everything): newer objects, and newer functions that have static variables. Appends
// their names, divided by commas.
void snapshot_drop_newer(const struct snapshot *snapshot, struct symbols *symbols,
			 struct str *names);

#endif
