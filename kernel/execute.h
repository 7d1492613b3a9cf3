// kernel/execute.h - execute requests, one after the other, and what a cell says while it runs.
//
//   queued -> cell running -> its user_expressions, one by one -> reply, idle -> the next one
//
// After a cell that failed, the queue is aborted when the request asked for that.
#ifndef CICLE_KERNEL_EXECUTE_H
#define CICLE_KERNEL_EXECUTE_H

#include <stdint.h>

#include "kernel/post.h"
#include "kernel/widgets.h"
#include "magics/history.h"
#include "magics/interpreter.h"

struct executor;

// Borrows all; they must live longer. Never NULL. The caller frees, after the interpreter's
// last event.
struct executor *executor_new(struct interpreter *interpreter, struct post *post,
			      struct history *history, struct widgets *widgets);
void executor_free(struct executor *executor);

// Queues an execute_request. Takes it: *request is NULL afterwards.
void executor_put(struct executor *executor, struct message **request);

// Queues C code that a widget's message is to run. Takes request and code. It is no cell, and there
// is no reply; what it prints has parent_json (copied) for a parent.
void executor_put_code(struct executor *executor, struct message **request, struct str *code,
		       const char *parent_json);

// Takes a message of the stdin channel: the line that a cell asked for.
void executor_input(struct executor *executor, const struct message *reply);

// Does all that can be done now: ends what has ended, starts the next, sends stream text that is
// due. Call it after anything has happened.
void executor_step(struct executor *executor);

// Gives the milliseconds until executor_step() has something to send; -1: for ever.
int executor_timeout_ms(const struct executor *executor);

// Gives the number of the last cell that was counted.
int executor_cell_cnt(const struct executor *executor);

// Gives the header of the request that runs, borrowed; NULL when none does.
const char *executor_parent(const struct executor *executor);

#endif
