// base/mem.c - allocation for our own structures; running out of memory ends the process.
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *block, size_t size)
{
	if (!block) {
		fprintf(stderr, "cicle: out of memory (%zu bytes)\n", size);
		abort();
	}
	return block;
}

void *mem_zalloc(size_t size)
{
	return checked(calloc(1, size ? size : 1), size);
}

void *mem_grow(void *block, size_t cnt, size_t item_size)
{
	return checked(reallocarray(block, cnt ? cnt : 1, item_size), cnt * item_size);
}

char *mem_strndup(const char *text, size_t len)
{
	char *copy = checked(malloc(len + 1), len + 1);

	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *mem_strdup(const char *text)
{
	return mem_strndup(text, strlen(text));
}
