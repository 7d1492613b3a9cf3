// kernel/comms.c - comms that cells open, to talk with an extension of the front end.
#include "kernel/comms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/mem.h"
#include "jit/message.h"

#define ID_BYTES 16

struct comm {
	uint32_t number; // the runner's
	char id[2 * ID_BYTES + 1];
	char *target; // owned
	char *parent; // owned: the header of the cell that opened it
	struct comm *next;
};

struct comms {
	struct post *post; // borrowed
	struct comm *first;
	struct comm *closed; // owned: the one that was closed last, for its parent; may be NULL
};

struct comms *comms_new(struct post *post)
{
	struct comms *comms = mem_zalloc(sizeof *comms);

	comms->post = post;
	return comms;
}

static void free_comm(struct comm *comm)
{
	if (!comm)
		return;
	free(comm->target);
	free(comm->parent);
	free(comm);
}

void comms_free(struct comms *comms)
{
	struct comm *comm;

	if (!comms)
		return;
	while ((comm = comms->first)) {
		comms->first = comm->next;
		free_comm(comm);
	}
	free_comm(comms->closed);
	free(comms);
}

static struct comm *find_number(const struct comms *comms, uint32_t number)
{
	struct comm *comm = comms->first;

	while (comm && comm->number != number)
		comm = comm->next;
	return comm;
}

static struct comm *find_id(const struct comms *comms, const char *id)
{
	struct comm *comm = comms->first;

	while (comm && strcmp(comm->id, id) != 0)
		comm = comm->next;
	return comm;
}

// Takes a comm off the list; it stays readable until the next one is.
static void forget(struct comms *comms, struct comm *comm)
{
	struct comm **link = &comms->first;

	while (*link != comm)
		link = &(*link)->next;
	*link = comm->next;
	free_comm(comms->closed);
	comms->closed = comm;
}

// --- what the runner says -------------------------------------------------------------------

// The cell hears of data that is no JSON object on its stderr.
static void complain(const struct comms *comms, const char *parent_json, const char *text)
{
	cJSON *content = cJSON_CreateObject();
	struct str line = {0};

	str_printf(&line, "comm: this is no JSON object, and was not sent: %.100s\n", text);
	cJSON_AddStringToObject(content, "name", "stderr");
	cJSON_AddStringToObject(content, "text", str_text(&line));
	post_publish(comms->post, parent_json, "stream", content);
	str_release(&line);
}

// Publishes a message of a comm with data. What is no JSON object is not sent, and empty in an open
// or close.
static void publish(const struct comms *comms, const struct comm *comm, const char *parent_json,
		    const char *type, const char *json)
{
	cJSON *data = cJSON_Parse(*json ? json : "{}");
	bool is_object = cJSON_IsObject(data);
	cJSON *content;

	if (!is_object) {
		complain(comms, parent_json, json);
		cJSON_Delete(data);
		data = NULL;
	}
	if (!is_object && !strcmp(type, "comm_msg"))
		return;
	content = cJSON_CreateObject();
	cJSON_AddStringToObject(content, "comm_id", comm->id);
	if (!strcmp(type, "comm_open"))
		cJSON_AddStringToObject(content, "target_name", comm->target);
	cJSON_AddItemToObject(content, "data", data ? data : cJSON_CreateObject());
	post_publish(comms->post, parent_json, type, content);
}

// A runner that was started anew counts from 1 again: what it has no more is closed.
static void open_comm(struct comms *comms, const char *parent_json, uint32_t number, char *target,
		      const char *json)
{
	struct comm *comm = find_number(comms, number);
	unsigned char bytes[ID_BYTES];

	if (comm) {
		publish(comms, comm, parent_json, "comm_close", "");
		forget(comms, comm);
	}
	comm = mem_zalloc(sizeof *comm);
	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2hex(comm->id, sizeof comm->id, bytes, sizeof bytes);
	comm->number = number;
	comm->target = target;
	comm->parent = mem_strdup(parent_json);
	comm->next = comms->first;
	comms->first = comm;
	publish(comms, comm, parent_json, "comm_open", json);
}

void comms_take(struct comms *comms, const char *parent_json, uint32_t news, uint32_t number,
		struct unpack *in)
{
	struct comm *comm = find_number(comms, number);
	char *target = unpack_text(in);
	char *json = unpack_text(in);

	if (in->has_failed) {
		free(target);
	} else if (news == COMM_OPENED) {
		open_comm(comms, parent_json, number, target, json);
	} else {
		free(target);
		if (comm)
			publish(comms, comm, parent_json,
				news == COMM_SENT ? "comm_msg" : "comm_close", json);
		if (comm && news == COMM_ENDED)
			forget(comms, comm);
	}
	free(json);
}

// --- what the front end says ----------------------------------------------------------------

// Appends text as a string of C.
static void add_string(struct str *code, const char *text)
{
	str_putc(code, '"');
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte == '"' || byte == '\\')
			str_printf(code, "\\%c", byte);
		else if (byte < ' ' || byte >= 0x7f || byte == '?')
			str_printf(code, "\\%03o", byte);
		else
			str_putc(code, (char)byte);
	}
	str_putc(code, '"');
}

bool comms_serve(struct comms *comms, const struct message *request, struct str *code,
		 const char **parent_json)
{
	const cJSON *content = request->content;
	const char *id = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(content, "comm_id"));
	struct comm *comm = id ? find_id(comms, id) : NULL;
	bool is_close = !strcmp(request->type, "comm_close");
	const char *function = is_close ? "cicle_comm_closed" : "cicle_comm_message";
	char *json;

	if (!comm)
		return false;
	json = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(content, "data"));
	str_printf(code, "void %s(unsigned,const char*);%s(%u,", function, function, comm->number);
	add_string(code, json ? json : "{}");
	str_puts(code, ");");
	cJSON_free(json);
	*parent_json = comm->parent;
	if (is_close)
		forget(comms, comm);
	return true;
}

void comms_list(const struct comms *comms, const char *target, cJSON *list)
{
	for (const struct comm *comm = comms->first; comm; comm = comm->next)
		if (!target || !strcmp(target, comm->target))
			cJSON_AddStringToObject(cJSON_AddObjectToObject(list, comm->id),
						"target_name", comm->target);
}
