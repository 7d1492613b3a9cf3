// kernel/parents.h - the headers of the last cells' requests, for what their threads still say.
#ifndef CICLE_KERNEL_PARENTS_H
#define CICLE_KERNEL_PARENTS_H

#include <stdint.h>

// Threads of older cells than so many speak in the name of the oldest that is kept.
#define PARENT_MAX 256

struct parents {
	char *headers[PARENT_MAX]; // owned; by cell number, around; NULL: a silent request
	uint32_t last;             // the last cell's number; 0: there was none
};

// Keeps a copy of a cell's header, NULL for a silent one. Gives the cell's number.
uint32_t parents_put(struct parents *parents, const char *header_json);

// Gives a cell's header; NULL when it is a silent one's, or nobody's. Borrowed until the next put.
const char *parents_get(const struct parents *parents, uint32_t cell);

void parents_release(struct parents *parents);

#endif
