// kernel/parents.c - the headers of the last cells' requests, for what their threads still say.
#include "kernel/parents.h"

#include <stdlib.h>

#include "base/mem.h"

uint32_t parents_put(struct parents *parents, const char *header_json)
{
	char **place = &parents->headers[++parents->last % PARENT_MAX];

	free(*place);
	*place = header_json ? mem_strdup(header_json) : NULL;
	return parents->last;
}

const char *parents_get(const struct parents *parents, uint32_t cell)
{
	if (cell == 0 || cell > parents->last)
		return NULL;
	if (parents->last - cell >= PARENT_MAX)
		cell = parents->last - PARENT_MAX + 1;
	return parents->headers[cell % PARENT_MAX];
}

void parents_release(struct parents *parents)
{
	for (int i = 0; i < PARENT_MAX; i++)
		free(parents->headers[i]);
}
