// jit/runner/checkpoint.h - copies of the runner that sleep until the session goes back to them.
//
// A checkpoint is a fork of the runner, taken between two requests. It is the kernel's child, as
// the runner is (CLONE_PARENT), in a process group of its own, and waits at a socket of its own,
// whose other end the kernel was sent. Told to, it becomes the runner. fork() holds only the thread
// that calls it: the runner's own threads are started again, others are lost, so no checkpoint is
// taken while there are any.
#ifndef CICLE_JIT_RUNNER_CHECKPOINT_H
#define CICLE_JIT_RUNNER_CHECKPOINT_H

#include "base/pack.h"
#include "jit/runner/slots.h"

// Notes what belongs to the runner itself: its threads and descriptors. Once, before any cell.
void checkpoint_init(void);

// Takes a checkpoint as a MESSAGE_CHECKPOINT asks (in: its payload), and answers. Returns again in
// the checkpoint, which has then become the runner, and answered that.
void checkpoint_take(struct slots *slots, struct unpack *in);

// Takes what is shared with checkpoints apart, so that a run that is timed does not pay for it page
// by page.
void checkpoint_settle(void);

#endif
