// profiler/view/page.h - what is around an output: its box, its data and its script.
#ifndef CICLE_PROFILER_VIEW_PAGE_H
#define CICLE_PROFILER_VIEW_PAGE_H

#include <stdint.h>

#include "base/str.h"
#include "profiler/model.h"
#include "profiler/view.h"

// Appends the beginning of an output's box, under an id of its own, which page_end() wants.
uint64_t page_begin(struct str *out);

// Appends the box's end, the data (one JSON object, made with text_json_escape()) and what brings
// the box to life.
void page_end(struct str *out, uint64_t id, const struct str *json, enum view_script script);

// Appends `"functions":[[name, file, line, colour, timing, shortest, longest, group, ...], ...]`
// for the data: behind the number of the first group of durations stand the calls of that and those
// that follow; what is not known is left out. The last one, behind the profile's own, stands for
// calls that the page leaves out.
void page_functions(struct str *json, const struct profile *profile);

#endif
