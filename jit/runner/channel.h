// jit/runner/channel.h - the runner's end of the socket to the kernel: requests, events, calls.
//
// The main thread takes requests and answers them. Any thread may send events and make calls while
// code runs, and after: who waits for something reads the socket for all. A child that was forked
// off the runner has no channel. When the kernel is gone the process ends.
#ifndef CICLE_JIT_RUNNER_CHANNEL_H
#define CICLE_JIT_RUNNER_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "jit/message.h"

// Takes over the socket, which moves to a higher descriptor. Returns false when fd is none.
bool channel_init(int fd);

// Waits for the next request and appends its payload. Main thread only.
enum message_type channel_receive(struct str *payload);

// Tells whether the next request is of a type. Does not wait for one. Any thread.
bool channel_has(enum message_type type);

// Sends a whole message.
void channel_send(const struct str *message);

// Sends a whole message and, with it, a descriptor (a copy: the caller's stays open).
void channel_send_fd(const struct str *message, int fd);

// Gives the socket's descriptor.
int channel_fd(void);

// Goes on with another socket (taken), in a process that was just forked: what came over the old
// one, which is closed, was not for it.
void channel_move(int fd);

// Tells something, head before bytes. Returns false in a child.
bool channel_event(enum event_kind kind, const struct str *head, const void *bytes, size_t len);

// Asks something and waits. Appends the answer; returns whether it is a good one (false in a
// child). An interrupt ends the wait of the main thread, which does not come back then.
bool channel_call(enum call_kind kind, const struct str *question, struct str *answer);

// Forgets what the main thread was doing when it was torn out of a cell.
void channel_recover(void);

#endif
