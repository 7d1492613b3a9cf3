// jit/homes.c - the table of objects that kernel and runner share.
#include "jit/homes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int homes_create(void)
{
	int fd = memfd_create("cicle-homes", MFD_CLOEXEC);

	if (fd >= 0 && ftruncate(fd, (off_t)(HOMES_CNT * sizeof(struct home)))) {
		close(fd);
		return -1;
	}
	return fd;
}

void homes_clear(int fd)
{
	if (fd >= 0)
		fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
			  (off_t)(HOMES_CNT * sizeof(struct home)));
}

struct home *homes_map(int fd, int is_writable)
{
	void *map = mmap(NULL, HOMES_CNT * sizeof(struct home),
			 is_writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd, 0);

	return map == MAP_FAILED ? NULL : map;
}

void homes_unmap(struct home *homes)
{
	if (homes)
		munmap(homes, HOMES_CNT * sizeof *homes);
}
