// base/file_state.c - what tells that a file was changed: its size, and when it was written.
#include "base/file_state.h"

#include <stdlib.h>
#include <sys/stat.h>

struct file_state file_state(const char *path)
{
	struct stat info;

	if (stat(path, &info))
		return (struct file_state){0, 0};
	return (struct file_state){(uint64_t)info.st_size,
				   (uint64_t)info.st_mtim.tv_sec * 1000000000U +
				       (uint64_t)info.st_mtim.tv_nsec};
}

void file_state_pack(struct str *out, const char *path)
{
	struct file_state state = file_state(path);

	pack_text(out, path);
	pack_u64(out, state.bytes);
	pack_u64(out, state.changed_ns);
}

bool file_state_is_unchanged(struct unpack *in)
{
	char *path = unpack_text(in);
	struct file_state then = {unpack_u64(in), 0}, now = file_state(path);

	then.changed_ns = unpack_u64(in);
	free(path);
	return then.bytes == now.bytes && then.changed_ns == now.changed_ns;
}
