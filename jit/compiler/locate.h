// jit/compiler/locate.h - finds installed libraries: by name, and by a symbol that they define.
#ifndef CICLE_JIT_COMPILER_LOCATE_H
#define CICLE_JIT_COMPILER_LOCATE_H

#include "base/err.h"
#include "base/list.h"
#include "base/str.h"

// Finds the file of a library. name is as after -l ("m", "gsl"), a file's name ("libz.so.1",
// "libfoo.a") or a path ("./libfoo.so", "build/foo.o"). dirs are searched before the system's.
// Appends an absolute path. Returns -1 with err naming what was tried, what is installed and looks
// alike, and Debian's package when that is known.
int locate_library(const char *name, const struct list *dirs, struct str *path, struct err *err);

// Finds installed shared libraries that define a symbol: appends their names as %lib takes them
// ("z"), the likeliest first. Looks for at most 100 ms.
void locate_symbol(const char *symbol, struct list *names);

// Gives the name by which %lib takes a library's file: "z" for "/usr/lib/libz.so.1". Appends it.
void locate_name(const char *path, struct str *name);

#endif
