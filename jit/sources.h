// jit/sources.h - the texts that a session ran, under the names that compiled texts have for them.
#pragma once

#include "jit/read/cell.h"
#include "jit/session.h"

struct file_name;

struct sources {
	struct source *by_text;   // uthash, owned
	struct source *by_file;   // the same, uthash by file
	struct source *anonymous; // the last text that is no cell's; owned, but for its file
	struct file_name *names;  // uthash: the files of texts that are no cells'
	size_t trim_at;           // so many are looked through next
};

// Gives the source that compiled texts call file (len bytes), or NULL. ctx: the struct sources;
// fits diagnostic_render(). Borrowed.
const struct source *sources_find(void *ctx, const char *file, size_t len);

// Gives the source of a text. The same text keeps the name that it first had, so that running a
// cell again is the same unit, and takes the new label. Borrowed until the next is put.
struct source *sources_put(struct sources *sources, const char *text, const char *label);

// Drops, now and then, texts that did not run for long and declared nothing that symbols know: no
// message can name a line of theirs.
void sources_trim(struct sources *sources, const struct symbols *symbols);

// Gives a source for a text that is no cell's, in place of the last one. Borrowed until the next;
// its file's name lives as long as the session, as what the text declared has it.
struct source *sources_put_anonymous(struct sources *sources, const char *text, const char *label);

// Gives a source options (copied), or takes them away (NULL). shown: as in struct source, copied.
void source_set_options(struct source *source, const struct jit_options *options,
			const char *shown);

// Appends the second compiler's flags for texts of a source (NULL: of none): the session's, those
// of its comments, those of its options.
void source_cc_args(const struct settings *settings, const struct source *source,
		    struct list *args);

// Tells whether gcc or clang must compile it, as its flags or the session's ask for them.
bool source_wants_cc(const struct settings *settings, const struct source *source);

void sources_release(struct sources *sources);
