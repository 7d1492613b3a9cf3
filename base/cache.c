// base/cache.c - the user's folders for what is kept on disk and can be made again.
#include "base/cache.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// Makes a folder if it is not there; tells whether nobody else can put anything into it.
static bool is_own_folder(const char *path)
{
	struct stat info;

	mkdir(path, S_IRWXU);
	return !stat(path, &info) && S_ISDIR(info.st_mode) && info.st_uid == geteuid() &&
	       !(info.st_mode & (S_IWGRP | S_IWOTH));
}

// The folder above is the user's affair: it may be shared with a group.
static int add_base(struct str *path)
{
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	struct stat info;

	if (cache && *cache == '/')
		str_puts(path, cache);
	else if (home && *home == '/')
		str_printf(path, "%s/.cache", home);
	else
		return -1;
	mkdir(str_text(path), S_IRWXU);
	return stat(str_text(path), &info) || info.st_uid != geteuid() ? -1 : 0;
}

int cache_folder(const char *name, struct str *path)
{
	if (add_base(path))
		return -1;
	str_puts(path, "/cicle");
	if (!is_own_folder(str_text(path)))
		return -1;
	str_printf(path, "/%s", name);
	return is_own_folder(str_text(path)) ? 0 : -1;
}
