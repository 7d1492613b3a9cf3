// jit/read/preprocess.h - headers and #if: what of a cell the preprocessor lets through.
//
// A cell that includes something new, or has #if outside of braces, is sent to the preprocessor
// as a skeleton: its directives, with a marker where the text between two of them stood. What
// comes back holds the headers' declarations and the markers that survived; the rest of the cell
// is blanked out, so that every byte keeps its line and column.
#ifndef CICLE_JIT_READ_PREPROCESS_H
#define CICLE_JIT_READ_PREPROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "jit/read/line_set.h"

// Some headers are beyond libtcc (<immintrin.h>, <stdatomic.h>): only the second compiler
// (jit/compiler/cc.h) reads them, by a skeleton of its own.

// Whose preprocessor a skeleton is for.
enum preprocess_reader { READER_TCC, READER_CC };

// The directives that the session's cells ran so far, in order: what a skeleton starts from.
struct preprocess {
	struct line_set replay;    // for libtcc
	struct line_set cc_replay; // for the second compiler: all of them, own headers too
	struct line_set cc_only;   // includes that only the second compiler reads
	bool has_replayed_include; // replay has one
	struct str head;           // what stands before all of them, for libtcc (settings_head)
	bool is_stale;             // head changed: the headers may declare more than they did
};

void preprocess_init(struct preprocess *preprocess);
void preprocess_release(struct preprocess *preprocess);

// Makes to (which is released first) a copy of from.
void preprocess_copy(struct preprocess *to, const struct preprocess *from);

// Sets what stands before all directives. When that is new, the headers included so far are read
// again with the next text.
void preprocess_set_head(struct preprocess *preprocess, const char *head);

// Tells whether a text must be preprocessed before it is read.
bool preprocess_is_needed(const struct preprocess *preprocess, const char *text);

// Appends the text to preprocess. file: the cell's name in compiled texts.
void preprocess_skeleton(const struct preprocess *preprocess, enum preprocess_reader reader,
			 const char *text, const char *file, struct str *out);

// Finds the include of a text that libtcc's messages complain about, and leaves it to the second
// compiler from now on. Returns false when there is none.
bool preprocess_leave_to_cc(struct preprocess *preprocess, const char *text, const char *file,
			    const char *messages);

// Takes that back for the includes of a text: nobody can read them.
void preprocess_give_up(struct preprocess *preprocess, const char *text);

// Tells whether a text has includes that only the second compiler reads.
bool preprocess_needs_cc(const struct preprocess *preprocess, const char *text);

// Appends the directives with which a unit for the second compiler starts: the session's and
// those of a text that has not run yet. Headers beyond libtcc may be long: only a unit that names
// something of theirs (needs_cc) gets them.
void preprocess_cc_headers(const struct preprocess *preprocess, const char *text, bool needs_cc,
			   struct str *out);

// Finds the headers that were read again: len bytes. NULL when there are none.
const char *preprocess_again(const char *preprocessed, size_t *len);

// Finds the part of a preprocessed skeleton that belongs to the cell. NULL when it is not there.
const char *preprocess_output(const char *preprocessed);

// Gives the cell's text with blanks for what a false #if left out, for includes and for
// conditionals themselves. The caller frees.
char *preprocess_mask(const char *text, const char *output);

// Remembers the directives of a text that ran.
void preprocess_remember(struct preprocess *preprocess, const char *text);

#endif
