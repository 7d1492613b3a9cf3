// profiler/import_formats.h - the reader of each format, and what they share; for import*.c only.
//
// A reader returns a profile that still has to pass the checks of import.c, or NULL with err
// filled.
#ifndef CICLE_PROFILER_IMPORT_FORMATS_H
#define CICLE_PROFILER_IMPORT_FORMATS_H

#include "profiler/import.h"
#include "profiler/json_reader.h"

// What an import may hold in memory: about 100 bytes each.
#define IMPORT_NODE_MAX ((size_t)1 << 22)

struct import_source {
	const char *bytes; // borrowed
	size_t len;
	const char *name; // borrowed: the file's, without folders
};

struct profile *import_folded(const struct import_source *source, struct err *err);
struct profile *import_json(const struct import_source *source, struct err *err);
struct profile *import_pstats(const struct import_source *source, struct err *err);
struct profile *import_speedscope(const struct import_source *source, struct err *err);

// Says whether a function is the synthetic root that cicle writes.
bool import_is_root(const char *name, uint64_t line);

// Gives the child as profile_child() does, or NO_PARENT with err filled when there are too many.
uint32_t import_child(struct profile *profile, uint32_t parent, uint32_t function, struct err *err);

// Adds time to a node and all above it. Returns -1 with err filled when the sum is impossible.
int import_add_own(struct profile *profile, uint32_t node, uint64_t ns, struct err *err);

// Turns a failed reader of source's bytes into an error that says where, and returns -1; 0 when
// it did not fail.
int import_json_end(const struct import_source *source, const struct json_reader *in,
		    struct err *err);

#endif
