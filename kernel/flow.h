// kernel/flow.h - the text that one cell prints, on its way to the front end.
//
// A front end lays out tens of megabytes, not thousands. So a cell's text is shown up to a limit
// (FLOW_SHOWN_MB, or CICLE_OUTPUT_MB in the environment); what comes after it goes into a file,
// up to FLOW_KEPT_MB, and a line at the end says where that is.
#ifndef CICLE_KERNEL_FLOW_H
#define CICLE_KERNEL_FLOW_H

#include <stdint.h>
#include <stdio.h>

#include "kernel/stream.h"

#define FLOW_SHOWN_MB 64
#define FLOW_KEPT_MB 1024

struct flow {
	struct stream stream; // set its send and ctx before the first text
	uint64_t byte_cnt;    // of this cell so far
	uint64_t kept_cnt;    // of them, in the file
	FILE *file;           // owned; NULL: not needed yet
	char *path;           // owned
};

// Adds bytes that the cell wrote to fd 1 or 2.
void flow_put(struct flow *flow, int fd, const char *bytes, size_t len, int64_t now_ns);

// Sends what is left, and the line about the file if there is one. The flow is then ready for
// another cell.
void flow_finish(struct flow *flow, int64_t now_ns);

// Frees everything, sends nothing.
void flow_release(struct flow *flow);

#endif
