// jit/runner/memory.h - reads memory at addresses that may be anything.
#ifndef CICLE_JIT_RUNNER_MEMORY_H
#define CICLE_JIT_RUNNER_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Copies len bytes. Returns false, and nothing is to be read from buf, when not all of them are
// readable. Never faults.
bool memory_read(uint64_t address, void *buf, size_t len);

// Copies characters of unit_bytes (1, 2 or 4) up to the first zero, the end of buf or the first
// unreadable page. Returns the bytes copied, without the zero; -1 when nothing is readable.
long memory_read_text(uint64_t address, size_t unit_bytes, char *buf, size_t cap_bytes);

#endif
