// jit/runner/poison.c - what checked code may not touch: a byte for each 8 bytes of memory.
//
// Room is reserved in leaves, for 256 MB of memory each. Leaves stay: threads that outlive their
// cell may still look.
#include "jit/runner/poison.h"

#include <errno.h>
#include <sys/mman.h>

#define LEAF_BITS 28
#define LEAF_BYTES ((size_t)1 << (LEAF_BITS - 3))
#define ADDRESS_BITS 47
#define LEAF_CNT ((size_t)1 << (ADDRESS_BITS - LEAF_BITS))
// ASan's, compiled into the code.
#define OFFSET ((uintptr_t)0x7fff8000)

static unsigned char *leaves[LEAF_CNT];

unsigned char *poison_of(uintptr_t address)
{
	unsigned char *leaf = address >> ADDRESS_BITS ? NULL : leaves[address >> LEAF_BITS];

	return leaf ? leaf + ((address & (((uintptr_t)1 << LEAF_BITS) - 1)) >> 3) : NULL;
}

bool poison_make(uintptr_t address)
{
	size_t number = address >> LEAF_BITS;
	void *place = (void *)(OFFSET + number * LEAF_BYTES); // NOLINT(performance-no-int-to-ptr)
	void *leaf;

	if (address >> ADDRESS_BITS || leaves[number])
		return !(address >> ADDRESS_BITS);
	leaf = mmap(place, LEAF_BYTES, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
	if (leaf != MAP_FAILED && leaf != place) // a system that does not know the flag
		munmap(leaf, LEAF_BYTES);
	leaves[number] = leaf == place ? leaf : NULL;
	return leaf == place;
}

bool poison_resolve(const void *fault_address)
{
	uintptr_t byte = (uintptr_t)fault_address;
	uintptr_t address = (byte - OFFSET) << 3;
	int saved_errno = errno;
	bool is_new;

	if (byte < OFFSET || (byte - OFFSET) >> (ADDRESS_BITS - 3) || poison_of(address))
		return false;
	is_new = poison_make(address);
	errno = saved_errno;
	return is_new;
}

void poison_mark(const char *start, const char *end, enum poison what)
{
	for (uintptr_t at = (uintptr_t)start; at < (uintptr_t)end; at += 8)
		if (poison_make(at))
			*poison_of(at) = (unsigned char)what;
}

void poison_behind(const char *start, size_t size_bytes, const char *end, enum poison what)
{
	const char *last = start + (size_bytes & ~(size_t)7);

	poison_mark(last, end, what);
	if (size_bytes & 7 && poison_of((uintptr_t)last))
		*poison_of((uintptr_t)last) = (unsigned char)(size_bytes & 7);
}

void poison_clear(void)
{
	for (size_t i = 0; i < LEAF_CNT; i++)
		if (leaves[i])
			madvise(leaves[i], LEAF_BYTES, MADV_DONTNEED);
}
