// kernel/prof.h - the command that converts and prints profiles.
#ifndef CICLE_KERNEL_PROF_H
#define CICLE_KERNEL_PROF_H

#include "base/err.h"

// Runs `cicle prof`. args: the NULL-terminated words after it: convert, show or --help and what
// belongs to it. Returns -1 with err filled.
int prof_run(char **args, struct err *err);

#endif
