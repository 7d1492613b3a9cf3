// base/mem.h - allocation for our own structures; running out of memory ends the process.
#ifndef CICLE_BASE_MEM_H
#define CICLE_BASE_MEM_H

#include <stddef.h>

// Allocates size bytes, zeroed. Never NULL: says so on stderr and aborts when there is no memory.
// The caller frees with free().
void *mem_zalloc(size_t size);

// Resizes block (NULL: allocates) to cnt items of item_size bytes. Never NULL.
void *mem_grow(void *block, size_t cnt, size_t item_size);

// Copies len bytes of text and adds a NUL. Never NULL. The caller frees.
char *mem_strndup(const char *text, size_t len);

// Copies a NUL-terminated string. Never NULL. The caller frees.
char *mem_strdup(const char *text);

#endif
