// jit/sources.h - the texts that a session ran, under the names that compiled texts have for them.
#pragma once

#include "jit/cell.h"

struct sources {
	struct source *by_text;   // uthash, owned
	struct source *by_file;   // the same, uthash by file
	struct source *anonymous; // the last text that is no cell's; owned
};

// Gives the source that compiled texts call file (len bytes), or NULL. ctx: the struct sources;
// fits diagnostic_render(). Borrowed.
const struct source *sources_find(void *ctx, const char *file, size_t len);

// Gives the source of a text. The same text keeps the name that it first had, so that running a
// cell again is the same unit, and takes the new label. Borrowed.
struct source *sources_put(struct sources *sources, const char *text, const char *label);

// Gives a source for a text that is no cell's, in place of the last one. Borrowed until the next.
struct source *sources_put_anonymous(struct sources *sources, const char *text, const char *label);

void sources_release(struct sources *sources);
