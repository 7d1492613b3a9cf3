// magics/profile_list.h - the notebook's profiles, and the commands of %profile that work on them.
#ifndef CICLE_MAGICS_PROFILE_LIST_H
#define CICLE_MAGICS_PROFILE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "magics/magic.h"
#include "profiler/collect.h"
#include "profiler/line_profile.h"
#include "profiler/model.h"
#include "profiler/stats.h"
#include "profiler/view.h"

// Rows of a table that are shown at first.
#define PROFILE_ROW_LIMIT 20

#define PROFILE_COMMAND_HELP                                                                      \
	"%profile on             profiles every cell from now on, into one profile.\n"            \
	"%profile off            stops that and keeps the profile.\n"                             \
	"%profile list           lists the notebook's profiles: the last 100, and those with a\n" \
	"                        name.\n"                                                         \
	"%profile show [N|NAME]  shows one again: by number, by name, or the last.\n"             \
	"%profile clear          forgets all of them.\n"                                          \
	"%profile diff [A B]     compares two, by number or name; the last two without names.\n"  \
	"%profile export FILE    writes all of them, cell by cell under one root. The suffix "    \
	"says\n"                                                                                  \
	"                        the format: .prof, .speedscope.json, .html, .folded, ...; or\n"  \
	"                        --format F behind the file does.\n"                              \
	"%profile load FILE      adds one from a file: ours, cProfile's, speedscope's, folded.\n"

struct kept_profile {
	struct profile *profile; // owned
	char *name;              // owned; what the user calls it, NULL: nothing
	size_t number;           // what the user calls it, too
	uint64_t subject; // what was profiled: the same for the same statement or cell; 0: unknown
};

// The lines of the cell that a statement stands on.
struct cell_lines {
	uint32_t first, cnt;
};

static const struct cell_lines WHOLE_CELL = {1, UINT32_MAX};

// A function whose lines were timed.
struct timed_function {
	char *name;            // owned
	struct source *source; // owned
};

// The notebook's profiles, oldest first, numbered from 1.
struct profile_list {
	struct kept_profile *items; // owned
	size_t cnt, cap;
	size_t last_number;
	struct profile *ongoing;      // owned; of "%profile on", NULL when it is off
	struct timed_function *timed; // owned; what line-profiled runs found last
	size_t timed_cnt;
};

void profile_list_release(struct profile_list *list);

// Keeps a profile. Takes *profile: NULL afterwards.
void profile_list_put(struct profile_list *list, struct profile **profile);

// Keeps a profile of a subject, under a name unless that is NULL. Takes *profile: NULL afterwards.
void profile_list_keep(struct profile_list *list, struct profile **profile, uint64_t subject,
		       const char *name);

// Frees the oldest profiles without a name when there are too many. The others keep their numbers.
void profile_list_trim(struct profile_list *list);

// Gives the latest profile of a subject. Borrowed; NULL when there is none.
struct profile *profile_list_of(const struct profile_list *list, uint64_t subject);

// Gives the profile that was kept last. Borrowed; NULL when there is none.
struct profile *profile_list_last(const struct profile_list *list);

// Notes what a line-profiled run found, for the profiles of the same functions: those that are kept
// and those to come.
void profile_list_time_lines(struct profile_list *list, const struct line_profile *lines);

// Gives what the numbers in a run's profile stand for (profiler/collect.h). lines: the statement's
// in the cell. The caller frees the array; its strings are borrowed until the next run.
struct collect_function *profile_numbers(struct interpreter *interpreter, struct cell_lines lines,
					 size_t *cnt);

// Makes the profile of a run from its outcome. lines: the statement's in the cell.
// Returns NULL with err filled when the runner's bytes are damaged. The caller frees.
struct profile *profile_of_run(struct interpreter *interpreter, const struct outcome *outcome,
			       const char *title, struct cell_lines lines, struct err *err);

// Adds a cell's run to the ongoing profile, when there is one.
void profile_note_cell(struct interpreter *interpreter, const struct outcome *outcome);

// Shows the mime bundle of a profile: pstats' text and the view. options->script is chosen here.
void profile_show(struct interpreter *interpreter, const struct stats *stats,
		  const struct str *text, const struct view_options *options);

// Does the same for a profile without an earlier run.
void profile_display(struct interpreter *interpreter, const struct stats *stats,
		     const struct str *text, enum view_order order, size_t row_limit);

// Does what a line such as "%profile list" asks for. Returns false when its first word is no
// command, or reads like the start of a statement: then it is one. Otherwise rc is 0, or -1 with
// err filled.
bool profile_command(struct interpreter *interpreter, const struct magic_call *call, int *rc,
		     struct err *err);

#endif
