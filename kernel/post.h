// kernel/post.h - everything that the kernel says: replies and publications.
//
// What is published leaves in order. When a subscriber does not keep up, publications wait here
// and post_is_stuck() asks the owner to make no more of them; after some seconds that subscriber
// is given up: it misses messages, so that it cannot stop the others.
#ifndef CICLE_KERNEL_POST_H
#define CICLE_KERNEL_POST_H

#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "kernel/sockets.h"
#include "kernel/wire.h"

struct post;

// sockets and wire are borrowed and must live longer. Never NULL. The caller frees.
struct post *post_new(const struct sockets *sockets, struct wire *wire);
void post_free(struct post *post);

// Replies to a request on the channel that it came from. Takes content.
void post_reply(struct post *post, const struct message *request, const char *type, cJSON *content);

// Replies with metadata, an object's text.
void post_reply_with(struct post *post, const struct message *request, const char *type,
		     const char *metadata_json, cJSON *content);

// Asks the sender of a request something on the stdin channel. Takes content. Returns false when
// that cannot be sent.
bool post_ask(struct post *post, const struct message *request, const char *type, cJSON *content);

// Publishes on iopub under a parent header ("{}" for none). Takes content.
void post_publish(struct post *post, const char *parent_json, const char *type, cJSON *content);

// Publishes with metadata, an object's text.
void post_publish_with(struct post *post, const char *parent_json, const char *type,
		       const char *metadata_json, cJSON *content);

// Publishes content that is already JSON. Takes its bytes.
void post_publish_text(struct post *post, const char *parent_json, const char *type,
		       struct str *content);

// Publishes that the kernel is "busy" or "idle" with a request.
void post_status(struct post *post, const char *parent_json, const char *state);

// Greets new subscribers and sends what had to wait. now_ns: CLOCK_MONOTONIC.
void post_serve(struct post *post, int64_t now_ns);

// Tells whether publications wait for a slow subscriber.
bool post_is_stuck(const struct post *post);

#endif
