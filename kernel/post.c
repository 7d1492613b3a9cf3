// kernel/post.c - everything that the kernel says: replies and publications.
#include "kernel/post.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/pack.h"

// How long a subscriber may stop all others: a browser's server that swaps comes back in less.
#define PATIENCE_NS ((int64_t)5 * 1000 * 1000 * 1000)

struct waiting {
	struct parcel *parcel; // owned
	struct waiting *next;
};

struct post {
	const struct sockets *sockets; // borrowed
	struct wire *wire;             // borrowed
	struct waiting *first;
	struct waiting **last;
	int64_t stuck_since_ns; // 0: not stuck
};

struct post *post_new(const struct sockets *sockets, struct wire *wire)
{
	struct post *post = mem_zalloc(sizeof *post);

	post->sockets = sockets;
	post->wire = wire;
	post->last = &post->first;
	return post;
}

static struct parcel *take_first(struct post *post)
{
	struct waiting *waiting = post->first;
	struct parcel *parcel = waiting->parcel;

	post->first = waiting->next;
	if (!post->first)
		post->last = &post->first;
	free(waiting);
	return parcel;
}

void post_free(struct post *post)
{
	if (!post)
		return;
	while (post->first)
		parcel_free(take_first(post));
	free(post);
}

// Prints a tree into bytes. Takes the tree.
static struct str print(cJSON *content)
{
	char *text = cJSON_PrintUnformatted(content);
	struct str out = {0};

	str_puts(&out, text ? text : "{}");
	cJSON_free(text);
	cJSON_Delete(content);
	return out;
}

void post_reply_with(struct post *post, const struct message *request, const char *type,
		     const char *metadata_json, cJSON *content)
{
	struct str text = print(content);
	struct parcel *parcel =
	    wire_pack(post->wire, type, request->header_json, metadata_json, &text);

	str_add(&parcel->route, request->route.data, request->route.len);
	if (!sockets_send(post->sockets, request->channel, parcel))
		log_line("wire", 0, "cannot send a %s", type);
	parcel_free(parcel);
}

void post_reply(struct post *post, const struct message *request, const char *type, cJSON *content)
{
	post_reply_with(post, request, type, "{}", content);
}

bool post_ask(struct post *post, const struct message *request, const char *type, cJSON *content)
{
	struct str text = print(content);
	struct parcel *parcel = wire_pack(post->wire, type, request->header_json, "{}", &text);
	bool is_sent;

	str_add(&parcel->route, request->route.data, request->route.len);
	is_sent = sockets_send(post->sockets, CHANNEL_STDIN, parcel);
	parcel_free(parcel);
	return is_sent;
}

// Sends a publication, or puts it behind those that wait. Takes the parcel.
static void deliver(struct post *post, struct parcel *parcel)
{
	struct waiting *waiting;

	if (!post->first && sockets_send(post->sockets, CHANNEL_IOPUB, parcel)) {
		parcel_free(parcel);
		return;
	}
	waiting = mem_zalloc(sizeof *waiting);
	waiting->parcel = parcel;
	*post->last = waiting;
	post->last = &waiting->next;
}

static void publish(struct post *post, const char *topic, const char *parent_json, const char *type,
		    const char *metadata_json, struct str *content)
{
	struct parcel *parcel = wire_pack(post->wire, type, parent_json, metadata_json, content);

	pack_text(&parcel->route, topic);
	deliver(post, parcel);
}

void post_publish_text(struct post *post, const char *parent_json, const char *type,
		       struct str *content)
{
	publish(post, type, parent_json, type, "{}", content);
}

void post_publish_with(struct post *post, const char *parent_json, const char *type,
		       const char *metadata_json, cJSON *content)
{
	struct str text = print(content);

	publish(post, type, parent_json, type, metadata_json, &text);
}

void post_publish(struct post *post, const char *parent_json, const char *type, cJSON *content)
{
	post_publish_with(post, parent_json, type, "{}", content);
}

void post_status(struct post *post, const char *parent_json, const char *state)
{
	cJSON *content = cJSON_CreateObject();

	cJSON_AddStringToObject(content, "execution_state", state);
	post_publish(post, parent_json, "status", content);
}

// The topic is the subscription itself, so that the greeting passes any filter.
static void greet(struct post *post, const char *subscription)
{
	cJSON *content = cJSON_CreateObject();
	struct str text;

	cJSON_AddStringToObject(content, "subscription", subscription);
	text = print(content);
	publish(post, subscription, "{}", "iopub_welcome", "{}", &text);
}

static void serve_subscriptions(struct post *post)
{
	char *topic;

	while (sockets_subscription(post->sockets, &topic)) {
		sockets_wait_for_slow(post->sockets, true);
		if (topic)
			greet(post, topic);
		free(topic);
	}
}

static void send_waiting(struct post *post)
{
	while (post->first && sockets_send(post->sockets, CHANNEL_IOPUB, post->first->parcel)) {
		parcel_free(take_first(post));
		post->stuck_since_ns = 0;
	}
}

void post_serve(struct post *post, int64_t now_ns)
{
	serve_subscriptions(post);
	send_waiting(post);
	if (!post->first)
		return;
	if (!post->stuck_since_ns)
		post->stuck_since_ns = now_ns;
	if (now_ns - post->stuck_since_ns < PATIENCE_NS)
		return;
	log_line("wire", 0, "an iopub subscriber does not read: it will miss messages");
	sockets_wait_for_slow(post->sockets, false);
	send_waiting(post);
}

bool post_is_stuck(const struct post *post)
{
	return post->first != NULL;
}
