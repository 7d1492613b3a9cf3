// base/descendants.h - the processes that a process has started.
#ifndef CICLE_BASE_DESCENDANTS_H
#define CICLE_BASE_DESCENDANTS_H

#include <sys/types.h>

// Kills the children of a process (which may be this one), theirs, and so on, in whatever group or
// session they are. Not those whose parent has ended: they are init's children. Signal handlers may
// call it; it needs 64 KB of stack.
void descendants_kill(pid_t pid);

#endif
