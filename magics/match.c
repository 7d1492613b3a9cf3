// magics/match.c - the matches of a completion: each text once, in order of rank.
#include "magics/match.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/str.h"

// More would only make a list that nobody reads.
#define MATCH_MAX_CNT 5000
// Folders and files of a name come in this order.
#define RANK_FOLDER 0
#define RANK_FILE 1

// Where headers are, in the order in which the compiler looks.
static const char *const header_folders[] = {
    "/usr/local/include",
    "/usr/include/x86_64-linux-gnu",
    "/usr/include",
    "/usr/lib/x86_64-linux-gnu/tcc/include",
};

void matches_add(struct matches *matches, const char *text, size_t len, const char *type,
		 uint64_t rank, const char *signature)
{
	struct match *match;

	if (len < matches->prefix_len || memcmp(text, matches->prefix, matches->prefix_len) != 0 ||
	    matches->cnt >= MATCH_MAX_CNT)
		return;
	if (matches->cnt == matches->cap) {
		matches->cap = matches->cap ? matches->cap * 2 : 64;
		matches->items = mem_grow(matches->items, matches->cap, sizeof *matches->items);
	}
	match = &matches->items[matches->cnt++];
	*match = (struct match){.text = mem_strndup(text, len), .type = type, .rank = rank};
	if (signature)
		match->signature = mem_strdup(signature);
}

static int by_text(const void *a, const void *b)
{
	const struct match *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	return order ? order : (x->rank > y->rank) - (x->rank < y->rank);
}

static int by_rank(const void *a, const void *b)
{
	const struct match *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank > y->rank ? 1 : -1;
	return strcmp(x->text, y->text);
}

static void free_match(struct match *match)
{
	free(match->text);
	free(match->signature);
}

// Leaves the best of equal texts.
static void drop_repeated(struct matches *matches)
{
	size_t kept = 0;

	qsort(matches->items, matches->cnt, sizeof *matches->items, by_text);
	for (size_t i = 0; i < matches->cnt; i++) {
		if (kept && !strcmp(matches->items[kept - 1].text, matches->items[i].text))
			free_match(&matches->items[i]);
		else
			matches->items[kept++] = matches->items[i];
	}
	matches->cnt = kept;
}

cJSON *matches_take(struct matches *matches)
{
	cJSON *array = cJSON_CreateArray();

	if (matches->cnt) {
		drop_repeated(matches);
		qsort(matches->items, matches->cnt, sizeof *matches->items, by_rank);
	}
	for (size_t i = 0; i < matches->cnt; i++) {
		cJSON *item = cJSON_CreateObject();

		cJSON_AddStringToObject(item, "text", matches->items[i].text);
		cJSON_AddStringToObject(item, "type", matches->items[i].type);
		if (matches->items[i].signature)
			cJSON_AddStringToObject(item, "signature", matches->items[i].signature);
		cJSON_AddItemToArray(array, item);
		free_match(&matches->items[i]);
	}
	free(matches->items);
	*matches = (struct matches){0};
	return array;
}

// --- files ----------------------------------------------------------------------------------

static void join_path(struct str *out, const char *folder, const char *path, size_t path_len)
{
	const char *home = getenv("HOME");

	if (path_len && path[0] == '~' && (path_len == 1 || path[1] == '/') && home) {
		str_puts(out, home);
		path++;
		path_len--;
	} else if (folder && (!path_len || path[0] != '/')) {
		str_printf(out, "%s/", folder);
	}
	str_add(out, path, path_len);
	if (!out->len)
		str_puts(out, ".");
	str_putc(out, '/');
}

static bool has_suffix(const char *name, const char *const *suffixes)
{
	size_t len = strlen(name);

	for (; suffixes && *suffixes; suffixes++) {
		size_t suffix_len = strlen(*suffixes);

		if (len > suffix_len && !strcmp(name + len - suffix_len, *suffixes))
			return true;
	}
	return !suffixes;
}

static bool is_folder(const char *folder, const struct dirent *entry)
{
	struct str path = {0};
	struct stat info;
	bool is;

	if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	str_printf(&path, "%s%s", folder, entry->d_name);
	is = stat(path.data, &info) == 0 && S_ISDIR(info.st_mode);
	str_release(&path);
	return is;
}

static void add_entry(struct matches *matches, const char *folder, const struct dirent *entry,
		      const char *const *suffixes)
{
	struct str text = {0};
	const char *name = entry->d_name;

	if (!strcmp(name, ".") || !strcmp(name, "..") ||
	    (name[0] == '.' && (!matches->prefix_len || matches->prefix[0] != '.')) ||
	    strncmp(name, matches->prefix, matches->prefix_len) != 0)
		return;
	if (is_folder(folder, entry)) {
		str_printf(&text, "%s/", name);
		matches_add(matches, text.data, text.len, "folder", RANK_FOLDER, NULL);
	} else if (has_suffix(name, suffixes)) {
		matches_add(matches, name, strlen(name), "file", RANK_FILE, NULL);
	}
	str_release(&text);
}

void matches_add_files(struct matches *matches, const char *folder, const char *path,
		       size_t path_len, const char *const *suffixes)
{
	struct str full = {0};
	const struct dirent *entry;
	DIR *dir;

	join_path(&full, folder, path, path_len);
	dir = opendir(full.data);
	while (dir && (entry = readdir(dir)))
		add_entry(matches, full.data, entry, suffixes);
	if (dir)
		closedir(dir);
	str_release(&full);
}

void matches_add_headers(struct matches *matches, const char *path, size_t path_len)
{
	static const char *const suffixes[] = {".h", NULL};

	for (size_t i = 0; i < sizeof header_folders / sizeof *header_folders; i++)
		matches_add_files(matches, header_folders[i], path, path_len, suffixes);
}
