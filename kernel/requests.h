// kernel/requests.h - answers every request but execute_request, at once, also while a cell runs.
#ifndef CICLE_KERNEL_REQUESTS_H
#define CICLE_KERNEL_REQUESTS_H

#include <stdbool.h>

#include "kernel/connection.h"
#include "kernel/execute.h"
#include "kernel/post.h"
#include "kernel/subshells.h"
#include "magics/history.h"
#include "magics/interpreter.h"

// What the answers are made of. All pointers are borrowed.
struct requests {
	const struct connection *connection;
	struct interpreter *interpreter;
	struct history *history;
	struct executor *executor;
	struct widgets *widgets;
	struct post *post;
	struct subshells *subshells;
	bool is_shutdown; // set by a shutdown_request: the owner should end
};

// Answers a request, between busy and idle, or queues it when it is an execute_request. Takes it:
// *request is NULL afterwards.
void requests_serve(struct requests *requests, struct message **request);

#endif
