// profiler/view/picture.h - a tree of calls as an icicle made of nested lists, for readers
// without scripts.
#ifndef CICLE_PROFILER_VIEW_PICTURE_H
#define CICLE_PROFILER_VIEW_PICTURE_H

#include <stdint.h>

#include "base/str.h"
#include "profiler/model.h"

// What is drawn: boxes as wide as their share of all_ns, each with a colour and a text, which
// its owner gives.
struct picture {
	const struct profile *profile; // borrowed
	uint64_t all_ns;               // the root's width, for no root has less than its children
	const void *owner;
	const char *(*colour)(const void *owner, uint32_t node);          // "#rrggbb"
	void (*label)(const void *owner, uint32_t node, struct str *out); // as HTML
};

// Appends the picture; nothing when no time was measured.
void picture_html(const struct picture *picture, struct str *out);

#endif
