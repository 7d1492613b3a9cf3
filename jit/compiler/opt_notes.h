// jit/compiler/opt_notes.h - what gcc's -fopt-info and clang's -Rpass say: what was optimised, what
// not.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/str.h"

enum opt_kind {
	OPT_DONE,   // "optimized: loop vectorized using 16 byte vectors"
	OPT_MISSED, // "missed: couldn't vectorize loop"
	OPT_WHY,    // what led to it
};

struct opt_note {
	enum opt_kind kind;
	char *file; // as compiled texts call it: "In[3]"
	uint32_t line;
	char *text;
};

struct opt_notes {
	struct opt_note *items; // owned; each once
	size_t cnt;
};

// Which notes are asked for.
enum opt_detail { OPT_ASK_DONE, OPT_ASK_MISSED, OPT_ASK_ALL };

// Appends the flags that make a compiler tell. is_clang: else it is gcc. clang tells more than it
// is asked for: OPT_WHY, always.
void opt_notes_ask(bool is_clang, enum opt_detail detail, struct list *flags);

// Tells whether a flag is one of those.
bool opt_notes_is_flag(const char *flag);

// Reads a compiler's messages. What is no note, warnings for instance, is appended to rest; NULL:
// left out. Release with opt_notes_release().
void opt_notes_read(struct opt_notes *notes, const char *messages, struct str *rest);
void opt_notes_release(struct opt_notes *notes);
