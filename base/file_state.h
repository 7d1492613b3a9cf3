// base/file_state.h - what tells that a file was changed: its size, and when it was written.
#ifndef CICLE_BASE_FILE_STATE_H
#define CICLE_BASE_FILE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/pack.h"
#include "base/str.h"

struct file_state {
	uint64_t bytes;
	uint64_t changed_ns; // since 1970; both 0: it is not there
};

// Gives the state of a file, or of a folder.
struct file_state file_state(const char *path);

// Packs a path and its state now: text, u64 bytes, u64 changed_ns.
void file_state_pack(struct str *out, const char *path);

// Unpacks a path and its state then. Tells whether it is the same now; garbage sets in->has_failed.
bool file_state_is_unchanged(struct unpack *in);

#endif
