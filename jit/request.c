// jit/request.c - a request to the runner whose units may need the second compiler first.
#include "jit/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"

void request_begin(struct request *request, enum message_type type)
{
	request_release(request);
	request->type = type;
}

static void release_unit(struct request_unit *unit)
{
	str_release(&unit->packed);
	str_release(&unit->object);
	str_release(&unit->inlined);
	str_release(&unit->probed);
	free(unit->text);
	list_release(&unit->flags);
}

void request_release(struct request *request)
{
	for (size_t i = 0; i < request->unit_cnt; i++)
		release_unit(&request->units[i]);
	free(request->units);
	str_release(&request->head);
	*request = (struct request){0};
}

struct request_unit *request_add(struct request *request, struct unit *unit,
				 enum unit_compiler compiler)
{
	struct request_unit *added;

	request->units = mem_grow(request->units, request->unit_cnt + 1, sizeof *request->units);
	added = &request->units[request->unit_cnt++];
	*added = (struct request_unit){0};
	unit_pack(unit, &added->packed);
	if (compiler == UNIT_BY_CC)
		added->text = str_take(&unit->text);
	return added;
}

struct request_unit *request_next(struct request *request)
{
	for (; request->next < request->unit_cnt; request->next++) {
		struct request_unit *unit = &request->units[request->next];

		if (unit->text && !unit->object.len)
			return unit;
	}
	return NULL;
}

void request_drop(struct request *request)
{
	struct request_unit *unit = &request->units[request->next];

	release_unit(unit);
	request->unit_cnt--;
	memmove(unit, unit + 1, (request->unit_cnt - request->next) * sizeof *unit);
}

void request_pack(const struct request *request, struct str *out)
{
	size_t start = out->len;

	message_begin(out, request->type);
	str_add(out, str_text(&request->head), request->head.len);
	if (request->type == MESSAGE_RUN || request->type == MESSAGE_LOAD)
		pack_u32(out, (uint32_t)request->unit_cnt);
	for (size_t i = 0; i < request->unit_cnt; i++) {
		const struct request_unit *unit = &request->units[i];

		str_add(out, unit->packed.data, unit->packed.len);
		pack_bytes(out, str_text(&unit->object), unit->object.len);
		str_add(out, str_text(&unit->inlined), unit->inlined.len);
	}
	message_end(out, start);
}
