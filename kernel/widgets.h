// kernel/widgets.h - the widgets that cells make, as ipywidgets' models over comms; and other
// comms.
//
// A widget is a comm of the target "jupyter.widget" with a model, whose state both sides change:
// https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md (version 2).
// What the user does to one comes back as a piece of C to be run.
#ifndef CICLE_KERNEL_WIDGETS_H
#define CICLE_KERNEL_WIDGETS_H

#include <stdbool.h>

#include "kernel/post.h"

struct widgets;

// post is borrowed and must live longer. Never NULL. The caller frees.
struct widgets *widgets_new(struct post *post);
void widgets_free(struct widgets *widgets);

// Takes what the runner says of a widget or a comm (EVENT_WIDGET, behind its cell), under its
// cell's header.
void widgets_take(struct widgets *widgets, const char *parent_json, const char *bytes, size_t len);

// Takes a comm_msg or comm_close. Returns true when there is C code to run for it, which is
// appended; its output belongs to the cell whose header is *parent_json (borrowed until the next
// call).
bool widgets_serve(struct widgets *widgets, const struct message *request, struct str *code,
		   const char **parent_json);

// Ends what captures the output of the code that ran, if anything does.
void widgets_release_output(struct widgets *widgets, const char *parent_json);

// Takes a comm_close of a widget.
void widgets_close(struct widgets *widgets, const char *comm_id);

// Lists the open comms for a comm_info_reply: {id: {"target_name": ...}}. target NULL: all. The
// caller deletes it.
cJSON *widgets_list(const struct widgets *widgets, const char *target);

#endif
