// kernel/subshells.c - subshells (JEP 91): names under which shell requests overtake the cell that
// runs.
#include "kernel/subshells.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/mem.h"

// A front end has one or two; this many are a mistake.
#define SUBSHELL_MAX_CNT 1000
#define ID_SIZE 33 // 32 hexadecimal digits and a NUL

struct subshells {
	char (*ids)[ID_SIZE]; // owned
	size_t cnt, cap;
};

struct subshells *subshells_new(void)
{
	struct subshells *subshells = mem_zalloc(sizeof *subshells);

	return subshells;
}

void subshells_free(struct subshells *subshells)
{
	if (!subshells)
		return;
	free(subshells->ids);
	free(subshells);
}

const char *subshells_create(struct subshells *subshells, struct err *err)
{
	unsigned char id[(ID_SIZE - 1) / 2];

	if (subshells->cnt == SUBSHELL_MAX_CNT) {
		err_set(err, ERR_USAGE, "there are %d subshells already", SUBSHELL_MAX_CNT);
		return NULL;
	}
	if (subshells->cnt == subshells->cap) {
		subshells->cap = subshells->cap ? subshells->cap * 2 : 4;
		subshells->ids = mem_grow(subshells->ids, subshells->cap, sizeof *subshells->ids);
	}
	randombytes_buf(id, sizeof id);
	sodium_bin2hex(subshells->ids[subshells->cnt], ID_SIZE, id, sizeof id);
	return subshells->ids[subshells->cnt++];
}

static const char *find(const struct subshells *subshells, const char *id, struct err *err)
{
	for (size_t i = 0; i < subshells->cnt; i++)
		if (!strcmp(subshells->ids[i], id))
			return subshells->ids[i];
	err_set(err, ERR_USAGE, "there is no subshell '%.64s'", id);
	return NULL;
}

int subshells_delete(struct subshells *subshells, const char *id, struct err *err)
{
	const char *found = find(subshells, id, err);
	size_t at;

	if (!found)
		return -1;
	at = (size_t)(found - subshells->ids[0]) / ID_SIZE;
	memmove(subshells->ids[at], subshells->ids[at + 1],
		(subshells->cnt - at - 1) * sizeof *subshells->ids);
	subshells->cnt--;
	return 0;
}

cJSON *subshells_list(const struct subshells *subshells)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; i < subshells->cnt; i++)
		cJSON_AddItemToArray(list, cJSON_CreateString(subshells->ids[i]));
	return list;
}

const char *subshells_of(const struct subshells *subshells, const struct message *request,
			 struct err *err)
{
	const cJSON *id = cJSON_GetObjectItemCaseSensitive(request->header, "subshell_id");

	if (!id || cJSON_IsNull(id))
		return NULL;
	if (!cJSON_IsString(id)) {
		err_set(err, ERR_FORMAT, "subshell_id must be a string");
		return NULL;
	}
	return find(subshells, id->valuestring, err);
}
