// jit/runner/comm.c - a cell's comms: who hears what the front end says.
#include "jit/runner/comm.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/pack.h"
#include "jit/message.h"
#include "jit/runner/channel.h"
#include "jit/runner/display.h"
#include "jit/runner/output.h"

struct cicle_comm {
	uint32_t number; // its place in the list, from 1
	bool is_open;
	void (*message)(struct cicle_comm *comm, const char *json); // NULL: nobody listens
	void (*closed)(struct cicle_comm *comm, const char *json);
};

// Grows for the session's length: cells keep pointers to comms that were closed.
static struct {
	struct cicle_comm **items;
	uint32_t cnt;
} comms;

// For cells. The names are those in include/cicle.h.
struct cicle_comm *cicle_comm_open(const char *target, const char *json,
				   void (*message)(struct cicle_comm *comm, const char *json),
				   void (*closed)(struct cicle_comm *comm, const char *json));
int cicle_comm_send(struct cicle_comm *comm, const char *json);
int cicle_comm_close(struct cicle_comm *comm);

static bool tell(enum widget_news news, uint32_t number, const char *target, const char *json)
{
	struct str head = {0};
	bool is_sent;

	output_flush();
	pack_u32(&head, output_cell());
	pack_u32(&head, news);
	pack_u32(&head, number);
	pack_text(&head, target);
	pack_text(&head, json ? json : "");
	is_sent = channel_event(EVENT_WIDGET, &head, NULL, 0);
	str_release(&head);
	return is_sent;
}

static bool is_open(const struct cicle_comm *comm)
{
	for (uint32_t i = 0; i < comms.cnt; i++)
		if (comm && comms.items[i] == comm)
			return comm->is_open;
	return false;
}

struct cicle_comm *cicle_comm_open(const char *target, const char *json,
				   void (*message)(struct cicle_comm *comm, const char *json),
				   void (*closed)(struct cicle_comm *comm, const char *json))
{
	struct cicle_comm *comm;

	if (!target || !*target) {
		display_fail("comm_open", "it needs the name of a target");
		return NULL;
	}
	comm = mem_zalloc(sizeof *comm);
	comms.items = mem_grow(comms.items, comms.cnt + 1, sizeof *comms.items);
	comms.items[comms.cnt++] = comm;
	*comm = (struct cicle_comm){comms.cnt, true, message, closed};
	return tell(COMM_OPENED, comm->number, target, json) ? comm : NULL;
}

int cicle_comm_send(struct cicle_comm *comm, const char *json)
{
	if (!is_open(comm))
		return display_fail("comm_send", "that is no open comm");
	return tell(COMM_SENT, comm->number, "", json) ? 0 : -1;
}

int cicle_comm_close(struct cicle_comm *comm)
{
	if (!is_open(comm))
		return display_fail("comm_close", "that is no open comm");
	comm->is_open = false;
	return tell(COMM_ENDED, comm->number, "", "") ? 0 : -1;
}

void cicle_comm_message(unsigned number, const char *json)
{
	struct cicle_comm *comm = number && number <= comms.cnt ? comms.items[number - 1] : NULL;

	if (comm && comm->is_open && comm->message)
		comm->message(comm, json);
}

void cicle_comm_closed(unsigned number, const char *json)
{
	struct cicle_comm *comm = number && number <= comms.cnt ? comms.items[number - 1] : NULL;

	if (!comm || !comm->is_open)
		return;
	comm->is_open = false;
	if (comm->closed)
		comm->closed(comm, json);
}
