// jit/runner/display.h - what cells show: the runner's side of cicle.h's display functions.
#ifndef CICLE_JIT_RUNNER_DISPLAY_H
#define CICLE_JIT_RUNNER_DISPLAY_H

#include <stddef.h>

#include "base/str.h"
#include "jit/message.h"

// A mime bundle on its way to the kernel.
struct display {
	struct str forms; // packed
	uint32_t cnt;
};

// Adds a form: the same content as another mime type.
void display_add(struct display *display, const char *mime, const void *bytes, size_t len);

// Shows the bundle, behind all that was printed, under the name that cicle_display_as() or
// cicle_display_update() gave, and releases it. Returns 0, or -1 in a child of the cell's.
int display_send(struct display *display);

// The same under a name of the caller's.
int display_send_as(struct display *display, enum display_kind kind, const char *id);

// Ends a cell: the bar stands where progress() moved it last.
void display_end(void);

// Says on stderr what a cell did wrong. Returns -1.
int display_fail(const char *function, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
