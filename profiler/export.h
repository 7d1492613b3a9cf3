// profiler/export.h - writes a profile in the formats that other programs read.
#ifndef CICLE_PROFILER_EXPORT_H
#define CICLE_PROFILER_EXPORT_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "profiler/model.h"

struct export_format {
	const char *name;     // what --format takes: "speedscope"
	const char *suffixes; // of file names, between blanks, the usual one first
	const char *help;     // what it carries and what reads it, in one line
	// Appends the file's bytes. Returns -1 with err filled when the format cannot hold the
	// profile.
	int (*write)(const struct profile *profile, struct str *out, struct err *err);
};

// Gives the table of formats. Borrowed: static.
const struct export_format *export_formats(size_t *cnt);

// Finds the format of a name, or, with name NULL, the one for the path by its longest suffix.
// Returns NULL with err listing what there is.
const struct export_format *export_find(const char *path, const char *name, struct err *err);

// Writes a profile that holds to profile_check() to a file, in the named format or (NULL) the one
// of path's suffix. The file appears whole or not at all. Returns -1 with err filled.
int profile_export(const struct profile *profile, const char *path, const char *format,
		   struct err *err);

#endif
