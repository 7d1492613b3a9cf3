// profiler/export_formats.h - the writer of each format, and what they share; for export*.c only.
//
// A writer appends the whole file to out; it returns -1 with err filled when the format cannot
// hold the profile. All take a profile that holds to profile_check().
#ifndef CICLE_PROFILER_EXPORT_FORMATS_H
#define CICLE_PROFILER_EXPORT_FORMATS_H

#include "profiler/export.h"

int export_callgrind(const struct profile *profile, struct str *out, struct err *err);
int export_chrome(const struct profile *profile, struct str *out, struct err *err);
int export_csv(const struct profile *profile, struct str *out, struct err *err);
int export_folded(const struct profile *profile, struct str *out, struct err *err);
int export_html(const struct profile *profile, struct str *out, struct err *err);
int export_json(const struct profile *profile, struct str *out, struct err *err);
int export_pprof(const struct profile *profile, struct str *out, struct err *err);
int export_prof(const struct profile *profile, struct str *out, struct err *err);
int export_speedscope(const struct profile *profile, struct str *out, struct err *err);

// Gives how many frames all paths have together: what a format that spells out each path takes.
// Recursion 10^5 levels deep has 5 * 10^9.
uint64_t export_frame_cnt(const struct profile *profile);

// Collects the nodes from the root down to this one into *path (owned, of *cap items, grown as
// needed; start with NULL and 0). Gives their count.
size_t export_path(const struct profile *profile, uint32_t node, uint32_t **path, size_t *cap);

// Gives a name for readers that take an empty one for a missing one. Borrowed.
const char *export_name(const char *name);

#endif
