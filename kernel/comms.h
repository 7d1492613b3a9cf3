// kernel/comms.h - comms that cells open, to talk with an extension of the front end.
//
// What the front end says comes back as a piece of C to be run, as a widget's changes do.
#ifndef CICLE_KERNEL_COMMS_H
#define CICLE_KERNEL_COMMS_H

#include <stdbool.h>

#include "base/pack.h"
#include "kernel/post.h"

struct comms;

// post is borrowed and must live longer. Never NULL. The caller frees.
struct comms *comms_new(struct post *post);
void comms_free(struct comms *comms);

// Takes what the runner says of a comm: enum comm_news, under its cell's header. in: what stands
// behind the comm's number.
void comms_take(struct comms *comms, const char *parent_json, uint32_t news, uint32_t number,
		struct unpack *in);

// Takes a comm_msg or comm_close. Returns true when it is for a comm of a cell: then code is
// appended, to be run for it; its output belongs to the cell whose header is *parent_json
// (borrowed until the next call).
bool comms_serve(struct comms *comms, const struct message *request, struct str *code,
		 const char **parent_json);

// Adds the open comms to a comm_info_reply's object. target NULL: all.
void comms_list(const struct comms *comms, const char *target, cJSON *list);

#endif
