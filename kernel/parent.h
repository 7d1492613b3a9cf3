// kernel/parent.h - the process that started the kernel, which it is not to outlive.
#ifndef CICLE_KERNEL_PARENT_H
#define CICLE_KERNEL_PARENT_H

// Opens the process that JPY_PARENT_PID names (jupyter_client sets it for a kernel that is to end
// with its client). Returns a descriptor that is readable once that process has ended, to be closed
// by the caller; -1: there is none to watch, because the variable is missing, no number, 0 or 1 (a
// kernel of its own), or the process is not of this machine's.
int parent_open(void);

#endif
