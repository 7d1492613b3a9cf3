// jit/runner/loaded.c - the libraries that the user asked for.
#include "jit/runner/loaded.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/command.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"

#define LINK_MS 60000
#define COPY_MAX_BYTES (1u << 30)

struct loaded {
	char *path;
	struct stat status; // of the file that was loaded
	void *handle;
};

static struct loaded *libraries;
static size_t library_cnt;

static bool has_suffix(const char *path, const char *suffix)
{
	size_t len = strlen(path), suffix_len = strlen(suffix);

	return len >= suffix_len && !strcmp(path + len - suffix_len, suffix);
}

// Opens a new file in the directory for temporary ones; name gets its path. -1: why is filled.
static int open_temporary(char *name, size_t cap, struct str *why)
{
	const char *dir = getenv("TMPDIR");
	int fd;

	snprintf(name, cap, "%s/cicle-library-XXXXXX", dir && *dir ? dir : "/tmp");
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		str_printf(why, "cannot make '%s': %s", name, strerror(errno));
	return fd;
}

static void *open_library(const char *path, struct str *why)
{
	void *handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL);

	if (!handle)
		str_puts(why, dlerror());
	return handle;
}

// -Bsymbolic: what was compiled for a program (-fPIE, gcc's default) may reach its own objects
// directly, which the linker only allows in a library when nobody else can replace them.
static int link_shared(const char *path, const char *shared, struct str *why)
{
	const char *const argv[] = {"cc",
				    "-shared",
				    "-Wl,-Bsymbolic",
				    "-o",
				    shared,
				    "-Wl,--whole-archive",
				    path,
				    "-Wl,--no-whole-archive",
				    NULL};
	struct str said = {0};
	struct err err = {0};
	int status = command_capture(argv, LINK_MS, &said, &err);

	if (status < 0)
		str_printf(why, "'%s' needs a C compiler to be loaded: %s", path, err.text);
	else if (status > 0)
		str_printf(why, "'%s' cannot be made a shared library%s:\n%s", path,
			   strstr(str_text(&said), "-fPIC") ? " (compile it with -fPIC)" : "",
			   str_text(&said));
	str_release(&said);
	return status == 0 ? 0 : -1;
}

static void *open_static(const char *path, struct str *why)
{
	char shared[4096];
	int fd = open_temporary(shared, sizeof shared, why);
	void *handle = NULL;

	if (fd < 0)
		return NULL;
	close(fd);
	if (!link_shared(path, shared, why))
		handle = open_library(shared, why);
	unlink(shared);
	return handle;
}

// The loader knows a file by its name and inode: a changed one is loaded as a copy.
static void *open_copy(const char *path, struct str *why)
{
	struct str bytes = {0};
	struct err err = {0};
	char copy[4096];
	int fd = open_temporary(copy, sizeof copy, why);
	void *handle = NULL;

	if (fd < 0)
		return NULL;
	close(fd);
	if (file_read(path, COPY_MAX_BYTES, &bytes, &err) ||
	    file_replace(copy, str_text(&bytes), bytes.len, &err))
		str_puts(why, err.text);
	else
		handle = open_library(copy, why);
	unlink(copy);
	str_release(&bytes);
	return handle;
}

static struct loaded *find(const char *path)
{
	for (size_t i = 0; i < library_cnt; i++)
		if (!strcmp(libraries[i].path, path))
			return &libraries[i];
	return NULL;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

int loaded_add(const char *path, struct str *why)
{
	struct loaded *loaded = find(path);
	struct stat status;
	void *handle;

	if (stat(path, &status) < 0) {
		str_printf(why, "cannot read '%s': %s", path, strerror(errno));
		return -1;
	}
	if (loaded && is_same_file(&loaded->status, &status))
		return 0;
	if (has_suffix(path, ".a") || has_suffix(path, ".o"))
		handle = open_static(path, why);
	else
		handle = loaded ? open_copy(path, why) : open_library(path, why);
	if (!handle)
		return -1;
	if (!loaded) {
		libraries = mem_grow(libraries, library_cnt + 1, sizeof *libraries);
		loaded = &libraries[library_cnt++];
		loaded->path = mem_strdup(path);
	}
	loaded->status = status;
	loaded->handle = handle;
	return 0;
}

void *loaded_find(const char *name)
{
	void *address = NULL;

	for (size_t i = 0; i < library_cnt && !address; i++)
		address = dlsym(libraries[i].handle, name);
	return address;
}
