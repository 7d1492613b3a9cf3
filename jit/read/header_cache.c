// jit/read/header_cache.c - preprocessed headers, kept on disk from one session to the next.
#include "jit/read/header_cache.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include "base/cache.h"
#include "base/err.h"
#include "base/file.h"
#include "base/file_state.h"
#include "base/log.h"
#include "base/pack.h"

#define MAGIC "cicle headers 1\n"
#define HASH_BYTES crypto_generichash_BYTES
#define NAME_BYTES (2 * HASH_BYTES)
// The text of four standard headers has 0.1 MB.
#define FILE_MAX (32 * 1024 * 1024)
// More answers than a user's notebooks need; the oldest go first.
#define ANSWER_MAX 64

// --- places ---------------------------------------------------------------------------------

static void hash(const void *bytes, size_t len, unsigned char *out)
{
	crypto_generichash(out, HASH_BYTES, bytes, len, NULL, 0);
}

// Appends the path of a question's answer.
static int add_path(const struct header_question *question, struct str *path)
{
	unsigned char key[HASH_BYTES];
	char name[NAME_BYTES + 1];
	struct str all = {0};

	if (cache_folder("headers", path))
		return -1;
	pack_bytes(&all, question->settings->data, question->settings->len);
	str_add(&all, question->skeleton->data, question->skeleton->len);
	hash(all.data, all.len, key);
	str_release(&all);
	sodium_bin2hex(name, sizeof name, key, HASH_BYTES);
	str_printf(path, "/%s", name);
	return 0;
}

// --- files ----------------------------------------------------------------------------------

bool header_cache_find(const struct header_question *question, struct str *out)
{
	size_t head_len = strlen(MAGIC) + HASH_BYTES;
	unsigned char sum[HASH_BYTES];
	struct str path = {0}, file = {0};
	bool is_good = false;

	if (!add_path(question, &path) && !file_read(path.data, FILE_MAX, &file, NULL) &&
	    file.len >= head_len && !memcmp(file.data, MAGIC, strlen(MAGIC))) {
		struct unpack in = unpack_from(file.data + head_len, file.len - head_len);
		const char *text;
		size_t len;

		hash(file.data + head_len, file.len - head_len, sum);
		is_good = !memcmp(sum, file.data + strlen(MAGIC), HASH_BYTES);
		for (uint32_t cnt = is_good ? unpack_u32(&in) : 0; is_good && cnt > 0; cnt--)
			is_good = file_state_is_unchanged(&in) && !in.has_failed;
		text = unpack_bytes(&in, &len);
		is_good = is_good && !in.has_failed;
		if (is_good)
			str_add(out, text, len);
	}
	str_release(&path);
	str_release(&file);
	return is_good;
}

// --- keeping --------------------------------------------------------------------------------

// Tells whether everything included has its name in <>.
static bool is_plain(const char *skeleton)
{
	while ((skeleton = strstr(skeleton, "include"))) {
		skeleton += strlen("include");
		skeleton += strspn(skeleton, " \t");
		if (*skeleton != '<')
			return false;
	}
	return true;
}

// Lists the files that line markers name: # 24 "/usr/include/stdio.h". Returns false when there is
// one whose place is not known.
static bool list_files(const char *text, struct list *files)
{
	for (const char *line = text; line; line = strchr(line, '\n')) {
		const char *name;
		size_t len;

		line += *line == '\n';
		if (strncmp(line, "# ", 2) != 0)
			continue;
		name = line + strcspn(line, "\"\n");
		if (*name != '"')
			continue;
		name++;
		len = strcspn(name, "\"\n");
		if (*name == '/') {
			struct str path = {0};

			str_add(&path, name, len);
			if (!list_has(files, path.data))
				list_add(files, path.data);
			str_release(&path);
		} else if (*name == '.' || memchr(name, '/', len)) {
			return false;
		}
	}
	return files->cnt > 0;
}

// Makes room: the answer that was kept first goes.
static void drop_oldest(const char *folder)
{
	DIR *dir = opendir(folder);
	struct str path = {0}, oldest = {0};
	uint64_t oldest_ns = UINT64_MAX;
	const struct dirent *entry;
	size_t cnt = 0;

	while (dir && (entry = readdir(dir))) {
		struct file_state state;

		if (strlen(entry->d_name) != NAME_BYTES)
			continue;
		str_clear(&path);
		str_printf(&path, "%s/%s", folder, entry->d_name);
		state = file_state(path.data);
		cnt++;
		if (state.changed_ns < oldest_ns) {
			oldest_ns = state.changed_ns;
			str_clear(&oldest);
			str_puts(&oldest, path.data);
		}
	}
	if (cnt > ANSWER_MAX)
		remove(oldest.data);
	if (dir)
		closedir(dir);
	str_release(&path);
	str_release(&oldest);
}

static void add_answer(const struct header_question *question, const struct list *files,
		       const char *text, struct str *out)
{
	const struct list *dirs = question->include_dirs;

	pack_u32(out, (uint32_t)(files->cnt + dirs->cnt + 1));
	for (size_t i = 0; i < files->cnt; i++)
		file_state_pack(out, files->items[i]);
	for (size_t i = 0; i < dirs->cnt; i++)
		file_state_pack(out, dirs->items[i]);
	file_state_pack(out, "/usr/local/include");
	pack_text(out, text);
}

void header_cache_put(const struct header_question *question, const char *text)
{
	struct str path = {0}, rest = {0}, file = {0};
	unsigned char sum[HASH_BYTES];
	struct list files = {0};
	struct err err = {0};

	if (is_plain(str_text(question->skeleton)) && list_files(text, &files) &&
	    !add_path(question, &path)) {
		add_answer(question, &files, text, &rest);
		hash(rest.data, rest.len, sum);
		str_puts(&file, MAGIC);
		str_add(&file, sum, sizeof sum);
		str_add(&file, rest.data, rest.len);
		if (file.len <= FILE_MAX && file_replace(path.data, file.data, file.len, &err))
			log_line("session", 1, "%s", err.text);
		*strrchr(path.data, '/') = '\0';
		drop_oldest(path.data);
	}
	list_release(&files);
	str_release(&path);
	str_release(&rest);
	str_release(&file);
}
