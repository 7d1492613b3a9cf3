// jit/runner/headers.h - standard headers in a form that libtcc can read.
//
// glibc knows gcc and clang, and gives other compilers less, or what TinyCC cannot read. The files
// in jit/runner/headers/ stand before the system's; most include the system's own and mend it. They
// are bytes inside the runner: libtcc's open() is linked to headers_open().
#ifndef CICLE_JIT_RUNNER_HEADERS_H
#define CICLE_JIT_RUNNER_HEADERS_H

// The folder in which libtcc finds them; no disk has it.
#define HEADERS_FOLDER "/cicle/headers"

// Opens one of the headers, or any other file as open(2) does. Returns a descriptor, or -1 with
// errno.
int headers_open(const char *path, int flags, ...) __asm__("__wrap_open");

#endif
