// jit/compiler/locate.c - finds installed libraries: by name, and by a symbol that they define.
#include "jit/compiler/locate.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/command.h"
#include "base/near.h"
#include "jit/compiler/elf.h"
#include "jit/compiler/known.h"

#define LDCONFIG "/sbin/ldconfig"
#define LDCONFIG_MS 2000
#define SYMBOL_MS 100
// So many libraries with one symbol are worth naming.
#define SYMBOL_LIBRARY_MAX 3

// Where static libraries stand, which ldconfig does not list.
static const char *const system_dirs[] = {"/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib",
					  "/usr/lib64"};

// --- what is installed ----------------------------------------------------------------------

// Lists "libz.so.1" and its path, by turns: all shared libraries that the system's loader knows.
// line: <tab> name " (libc6,x86-64) => " path
static void list_installed(struct list *installed)
{
	static const char *const argv[] = {LDCONFIG, "-p", NULL};
	struct str text = {0};
	char *line, *rest;

	if (command_capture(argv, LDCONFIG_MS, &text, NULL) != 0)
		str_clear(&text);
	rest = text.data;
	while (rest && (line = strsep(&rest, "\n"))) {
		const char *path = strstr(line, " => ");
		const char *name = line + strspn(line, "\t ");
		size_t name_len = strcspn(name, " ");

		if (!path || !name_len || !strstr(line, "x86-64"))
			continue;
		list_add_bytes(installed, name, name_len);
		list_add(installed, path + 4);
	}
	str_release(&text);
}

static bool is_elf(const char *path)
{
	char start[64];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, start, sizeof start);

	if (fd >= 0)
		close(fd);
	return n > 0 && elf_is_library(start, (size_t)n);
}

// "libz" for "libz.so.1.2" and "libz.a".
static size_t stem_len(const char *name)
{
	const char *so = strstr(name, ".so");
	size_t len = strlen(name);

	if (so)
		return (size_t)(so - name);
	return len > 2 && name[len - 2] == '.' && strchr("ao", name[len - 1]) ? len - 2 : len;
}

void locate_name(const char *path, struct str *name)
{
	const char *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;
	size_t len = stem_len(file);

	if (len > 3 && !strncmp(file, "lib", 3))
		str_add(name, file + 3, len - 3);
	else
		str_puts(name, file);
}

// --- by name --------------------------------------------------------------------------------

struct search {
	const char *name;
	const struct list *dirs;
	struct list installed;
	struct str tried;
	struct str *path;
};

static bool take(struct search *search, const char *path)
{
	char real[PATH_MAX];

	str_printf(&search->tried, "%s%s", search->tried.len ? ", " : "", path);
	if (!realpath(path, real))
		return false;
	str_puts(search->path, real);
	return true;
}

static bool is_file_name(const char *name)
{
	size_t len = strlen(name);

	return strstr(name, ".so") ||
	       (len > 2 && name[len - 2] == '.' && strchr("ao", name[len - 1]));
}

static bool find_in_dir(struct search *search, const char *dir, const char *file)
{
	struct str path = {0};
	bool is_found;

	str_printf(&path, "%s/%s", dir, file);
	// A text in place of a library is a linker's script: what it names is found otherwise.
	is_found = (!strstr(file, ".so") || access(path.data, R_OK) || is_elf(path.data)) &&
		   take(search, path.data);
	str_release(&path);
	return is_found;
}

static bool find_in_dirs(struct search *search, const char *file)
{
	for (size_t i = 0; i < search->dirs->cnt; i++)
		if (find_in_dir(search, search->dirs->items[i], file))
			return true;
	return false;
}

// Finds a library that the loader knows: the very name, else the newest version of it.
static bool find_installed(struct search *search, const char *file)
{
	size_t len = strlen(file);
	const char *best = NULL, *best_path = NULL;

	str_printf(&search->tried, "%s%s and %s.N (ldconfig -p)", search->tried.len ? ", " : "",
		   file, file);
	for (size_t i = 0; i + 1 < search->installed.cnt; i += 2) {
		const char *name = search->installed.items[i];
		const char *path = search->installed.items[i + 1];

		if (strncmp(name, file, len) || (name[len] && name[len] != '.') || !is_elf(path))
			continue;
		if (!best || !name[len] || (best[len] && strverscmp(name, best) > 0)) {
			best = name;
			best_path = path;
		}
	}
	if (best_path)
		str_puts(search->path, best_path);
	return best_path != NULL;
}

static bool find_in_system_dir(struct search *search, const char *dir, const char *file)
{
	struct str path = {0};
	bool is_there;

	str_printf(&path, "%s/%s", dir, file);
	is_there = access(path.data, R_OK) == 0;
	if (is_there)
		str_puts(search->path, path.data);
	str_release(&path);
	return is_there;
}

static bool find_static(struct search *search, const char *file)
{
	str_printf(&search->tried, ", %s in /usr/local/lib, /usr/lib, ...", file);
	for (size_t i = 0; i < sizeof system_dirs / sizeof *system_dirs; i++)
		if (find_in_system_dir(search, system_dirs[i], file))
			return true;
	return false;
}

static bool find_file(struct search *search)
{
	if (strchr(search->name, '/'))
		return take(search, search->name);
	return find_in_dirs(search, search->name) || find_in_dir(search, ".", search->name) ||
	       find_installed(search, search->name) || find_static(search, search->name);
}

static bool find_name(struct search *search)
{
	struct str shared = {0}, archive = {0};
	bool is_found;

	str_printf(&shared, "lib%s.so", search->name);
	str_printf(&archive, "lib%s.a", search->name);
	is_found = find_in_dirs(search, shared.data) || find_in_dirs(search, archive.data) ||
		   find_installed(search, shared.data) || find_static(search, archive.data);
	str_release(&shared);
	str_release(&archive);
	return is_found;
}

static void add_nearest(const struct search *search, struct str *text)
{
	struct near near;
	struct str name = {0};

	locate_name(search->name, &name);
	near = near_begin(str_text(&name), name.len);
	for (size_t i = 0; i + 1 < search->installed.cnt; i += 2) {
		const char *file = search->installed.items[i];
		size_t len = stem_len(file);

		if (len > 3 && !strncmp(file, "lib", 3))
			near_offer(&near, file + 3, len - 3);
	}
	if (near.best)
		str_printf(text, "; did you mean '%.*s'?", (int)near.best_len, near.best);
	str_release(&name);
}

static int not_found(struct search *search, struct err *err)
{
	const struct known_library *known = known_library(search->name);
	struct str hint = {0};

	if (known)
		str_printf(&hint, "; Debian's package is %s", known->package);
	else
		add_nearest(search, &hint);
	err_set(err, ERR_USAGE, "there is no library '%s': tried %s%s", search->name,
		str_text(&search->tried), str_text(&hint));
	str_release(&hint);
	return -1;
}

int locate_library(const char *name, const struct list *dirs, struct str *path, struct err *err)
{
	struct search search = {.name = name, .dirs = dirs, .path = path};
	int rc = 0;

	if (!*name)
		return err_set(err, ERR_USAGE, "a library's name is empty");
	if (!strchr(name, '/'))
		list_installed(&search.installed);
	if (is_file_name(name) || strchr(name, '/') ? !find_file(&search) : !find_name(&search))
		rc = not_found(&search, err);
	list_release(&search.installed);
	str_release(&search.tried);
	return rc;
}

// --- by symbol ------------------------------------------------------------------------------

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool has_symbol(const char *path, const char *symbol)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool has = false;
	void *bytes;

	if (fd < 0)
		return false;
	if (!fstat(fd, &status) && status.st_size > 0) {
		bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (bytes != MAP_FAILED) {
			has = elf_defines(bytes, (size_t)status.st_size, symbol);
			munmap(bytes, (size_t)status.st_size);
		}
	}
	close(fd);
	return has;
}

static void add_name(struct list *names, const char *path)
{
	struct str name = {0};

	locate_name(path, &name);
	if (!list_has(names, str_text(&name)))
		list_add(names, str_text(&name));
	str_release(&name);
}

// The library that is known for the symbol comes first, then those with short names: libz before
// libLLVM, which has a copy of it.
static int by_likelihood(const void *a, const void *b, void *known)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	int is_known = (known && !strcmp(y, known)) - (known && !strcmp(x, known));

	return is_known ? is_known : (strlen(x) > strlen(y)) - (strlen(x) < strlen(y));
}

void locate_symbol(const char *symbol, struct list *names)
{
	const struct known_library *known = known_library_of(symbol);
	int64_t end = now_ms() + SYMBOL_MS;
	struct list installed = {0}, found = {0};

	list_installed(&installed);
	for (size_t i = 0; i + 1 < installed.cnt && now_ms() < end; i += 2)
		if (has_symbol(installed.items[i + 1], symbol))
			add_name(&found, installed.items[i + 1]);
	if (found.cnt)
		qsort_r(found.items, found.cnt, sizeof *found.items, by_likelihood,
			known ? (void *)known->name : NULL);
	for (size_t i = 0; i < found.cnt && i < SYMBOL_LIBRARY_MAX; i++)
		list_add(names, found.items[i]);
	list_release(&installed);
	list_release(&found);
}
