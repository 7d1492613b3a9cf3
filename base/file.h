// base/file.h - files read and written whole.
#ifndef CICLE_BASE_FILE_H
#define CICLE_BASE_FILE_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

// Writes a file of len bytes, in place of one of that name if there is one. It appears whole or
// not at all. Returns -1 with err naming the file and the reason.
int file_replace(const char *path, const void *bytes, size_t len, struct err *err);

// Appends a file's bytes. Returns -1, what was read appended, with err naming the file when it
// cannot be read or holds more than max bytes.
int file_read(const char *path, size_t max, struct str *out, struct err *err);

// Appends all that an open file holds, from its start, as far as it can be read.
void file_read_fd(int fd, struct str *out);

#endif
