// jit/runner/region.c - one range of addresses for machine code and objects, small enough that
// every instruction reaches every object.
#include "jit/runner/region.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define PAGE_BYTES 4096
#define RANGE_BYTES ((size_t)2040 << 20)
// Of a unit's pages half are for its data (jit/runner/room.c): room for 65,000 small units that
// stay. Those of statements go and leave their data: room for 2 million whose data is 60 bytes.
#define CODE_BYTES ((size_t)512 << 20)

static struct {
	unsigned char *code_at, *code_end;
	unsigned char *data_at, *data_end;
	const unsigned char *start;
} region;

void region_init(void)
{
	unsigned char *start =
	    mmap(NULL, RANGE_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (start == MAP_FAILED) {
		perror("cicle-runner: cannot reserve 2 GB of addresses");
		abort();
	}
	region.start = region.code_at = start;
	region.code_end = region.data_at = start + CODE_BYTES;
	region.data_end = start + RANGE_BYTES;
}

// Takes pages off the front of a part of the range. NULL when they do not fit.
static void *take(unsigned char **at, const unsigned char *end, size_t size_bytes, size_t align)
{
	size_t size = (size_bytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
	size_t gap = -(uintptr_t)*at & (align - 1);
	size_t left = (size_t)(end - *at);

	if (size < size_bytes || left < gap || left - gap < size ||
	    mprotect(*at + gap, size, PROT_READ | PROT_WRITE))
		return NULL;
	*at += gap + size;
	return *at - size;
}

void *region_code(size_t size_bytes, size_t align)
{
	return take(&region.code_at, region.code_end, size_bytes, align);
}

int region_seal(void *pages, size_t size_bytes)
{
	return mprotect(pages, size_bytes, PROT_READ | PROT_EXEC);
}

int region_unseal(void *pages, size_t size_bytes)
{
	if (mprotect(pages, size_bytes, PROT_READ | PROT_WRITE))
		return -1;
	return madvise(pages, size_bytes, MADV_DONTNEED);
}

void *region_data(size_t size_bytes)
{
	void *pages = take(&region.data_at, region.data_end, size_bytes, PAGE_BYTES);

	if (pages)
		return pages;
	pages = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return pages == MAP_FAILED ? NULL : pages;
}

bool region_has(const void *start, size_t size_bytes)
{
	const unsigned char *from = start;

	return from < region.data_end && from + size_bytes > region.start;
}

bool region_has_code(const void *start, size_t size_bytes)
{
	const unsigned char *from = start;

	return from < region.start + CODE_BYTES && from + size_bytes > region.start;
}
