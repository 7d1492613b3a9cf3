// profiler/view/html.h - numbers, names and places as a person reads them, as HTML text.
#ifndef CICLE_PROFILER_VIEW_HTML_H
#define CICLE_PROFILER_VIEW_HTML_H

#include <stdint.h>

#include "base/str.h"
#include "profiler/model.h"

// A cell of a static table that holds text: front ends align as style says, or as align does.
#define HTML_LEFT(tag) "<" tag " align=\"left\" style=\"text-align: left\">"

// Appends 2692537 as "2,692,537".
void html_grouped(struct str *out, uint64_t number);

// Appends "2,692,537 calls", "1 call".
void html_calls(struct str *out, uint64_t call_cnt);

// Appends a time with three significant digits and the unit that fits: "38.2 ms".
void html_time(struct str *out, double ns);

// Appends by how much a time changed: "+1.20 ms", with a true minus sign.
void html_change(struct str *out, uint64_t before_ns, uint64_t after_ns);

// Gives a part in per cent of a whole; 0 of nothing.
double html_share(uint64_t part, uint64_t whole);

// Appends a share: "12.4 %"; one that is not zero is never shown as zero.
void html_percent(struct str *out, uint64_t part, uint64_t whole);

// Appends the place of a function as a person says it: "In[3]:12", "library".
void html_place(struct str *out, const struct profile_function *function);

// Gives a node's name, not escaped: a cell's own statements go by the cell's name, the root by
// where the profile was taken. Borrowed from the profile.
const char *html_node_name(const struct profile *profile, uint32_t node);

// Gives all time that was measured: the root's, or more when several threads ran.
uint64_t html_all_ns(const struct profile *profile);

#endif
