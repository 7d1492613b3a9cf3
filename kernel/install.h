// kernel/install.h - tells Jupyter of this program: writes and removes its kernelspec.
#ifndef CICLE_KERNEL_INSTALL_H
#define CICLE_KERNEL_INSTALL_H

#include "base/err.h"

// Runs `cicle install` and `cicle uninstall`. args: the NULL-terminated words after the command,
// [--user | --sys-prefix | --prefix P] [--name N]. Says on stdout what was done. Return -1 with
// err filled.
int install_run(char **args, struct err *err);
int uninstall_run(char **args, struct err *err);

#endif
