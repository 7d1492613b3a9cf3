// jit/compiler/object_cache.c - what gcc or clang made, kept on disk from one session to the next.
#include "jit/compiler/object_cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/cache.h"
#include "base/file.h"
#include "base/file_state.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/pack.h"

#define MAGIC "cicle object 1\n"
#define HASH_BYTES crypto_generichash_BYTES
#define NAME_BYTES ((size_t)2 * HASH_BYTES)
#define FILE_MAX (64u << 20)
// Some ten thousand units.
#define DEFAULT_MAX_BYTES (256u << 20)
// The folder is only looked through at one in so many answers that are kept.
#define TIDY_EVERY 16

// --- places ---------------------------------------------------------------------------------

int object_cache_folder(struct str *path)
{
	return cache_folder("objects", path);
}

static uint64_t max_bytes(void)
{
	const char *text = getenv("CICLE_CACHE_MAX");
	char *end;
	uint64_t max;

	if (!text || *text < '0' || *text > '9')
		return DEFAULT_MAX_BYTES;
	max = strtoull(text, &end, 10);
	if (*end == 'k' || *end == 'K')
		return max << 10;
	if (*end == 'm' || *end == 'M')
		return max << 20;
	return *end == 'g' || *end == 'G' ? max << 30 : max;
}

// --- keys -----------------------------------------------------------------------------------

static void add_text(crypto_generichash_state *state, const char *text)
{
	crypto_generichash_update(state, (const unsigned char *)text, strlen(text) + 1);
}

// Hashes the text without lines that begin with #line.
static void add_normalised(crypto_generichash_state *state, const char *text)
{
	while (*text) {
		const char *end = strchr(text, '\n');
		size_t len = end ? (size_t)(end - text) + 1 : strlen(text);

		if (strncmp(text, "#line ", 6) != 0)
			crypto_generichash_update(state, (const unsigned char *)text, len);
		text += len;
	}
}

// What the CPU of this computer is: -march=native means it.
static void add_cpu(crypto_generichash_state *state)
{
	static const char *const wanted[] = {"vendor_id", "cpu family", "model", "flags"};
	struct str text = {0};

	if (!file_read("/proc/cpuinfo", 1 << 20, &text, NULL)) {
		char *end = strstr(str_text(&text), "\n\n");

		if (end)
			*end = '\0';
		for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
			const char *line = strstr(str_text(&text), wanted[i]);

			if (line)
				crypto_generichash_update(state, (const unsigned char *)line,
							  strcspn(line, "\n"));
		}
	}
	str_release(&text);
}

static void make_key(const struct object_question *question, unsigned char *key)
{
	static const char *const variables[] = {"CPATH", "C_INCLUDE_PATH", "GCC_EXEC_PREFIX",
						"COMPILER_PATH"};
	crypto_generichash_state state;
	char job[2] = {(char)('0' + question->job), '\0'};
	struct str identity = {0};

	crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
	cc_identity(question->cc, question->job, (const char *const *)question->flags->items,
		    &identity);
	add_text(&state, str_text(&identity));
	str_release(&identity);
	add_text(&state, job);
	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
		const char *value = getenv(variables[i]);

		add_text(&state, value ? value : "");
	}
	for (size_t i = 0; i < question->flags->cnt; i++)
		add_text(&state, question->flags->items[i]);
	if (list_has(question->flags, "-march=native") ||
	    list_has(question->flags, "-mtune=native"))
		add_cpu(&state);
	if (strstr(question->text, "include \"") || strstr(question->text, "__has_include"))
		add_text(&state, question->folder);
	add_normalised(&state, question->text);
	crypto_generichash_final(&state, key, HASH_BYTES);
}

static void hash(const void *bytes, size_t len, unsigned char *out)
{
	crypto_generichash(out, HASH_BYTES, bytes, len, NULL, 0);
}

// What a file begins with, behind MAGIC: it is about its name too.
static void hash_file(const char *path, const void *rest, size_t len, unsigned char *out)
{
	const char *name = strrchr(path, '/') + 1;

	crypto_generichash(out, HASH_BYTES, rest, len, (const unsigned char *)name, HASH_BYTES);
}

static int add_path(const struct object_question *question, struct str *path)
{
	unsigned char key[HASH_BYTES];
	char name[NAME_BYTES + 1];

	if (!max_bytes() || object_cache_folder(path))
		return -1;
	make_key(question, key);
	sodium_bin2hex(name, sizeof name, key, HASH_BYTES);
	str_printf(path, "/%s", name);
	return 0;
}

// --- files that answers are made of ---------------------------------------------------------

// Lists the files of a make rule: "x.o: a.h \<newline> b\ c.h". Returns false when there is one
// whose place is not known.
static bool list_files(const char *rule, struct list *files)
{
	const char *at = strstr(rule, ": ");
	bool is_known = true;

	for (at = at ? at + 1 : ""; *at && is_known;) {
		struct str path = {0};

		at += strspn(at, " \n");
		if (*at == '\\' && at[1] == '\n') {
			at += 2;
			continue;
		}
		for (; *at && *at != ' ' && *at != '\n'; at++) {
			if (*at == '\\' && at[1] == '\n')
				break;
			if (*at == '\\' && (at[1] == ' ' || at[1] == '#'))
				at++;
			str_putc(&path, *at);
		}
		if (path.len && strcmp(path.data, "-") != 0) {
			is_known = *path.data == '/';
			list_add(files, path.data);
		}
		str_release(&path);
	}
	return is_known;
}

static bool tells_lines(const char *text)
{
	return strstr(text, "__LINE__") || strstr(text, "__FILE__") ||
	       strstr(text, "__BASE_FILE__") || strstr(text, "__builtin_LINE") ||
	       strstr(text, "__builtin_FILE");
}

// Tells whether what is made of a text may depend on where its lines stand.
static bool depends_on_lines(const struct object_question *question, const struct cc_result *result,
			     const struct list *files)
{
	bool depends =
	    question->job != CC_OBJECT || result->messages.len || tells_lines(question->text);

	for (size_t i = 0; i < files->cnt && !depends; i++) {
		struct str file = {0};

		depends = file_read(files->items[i], FILE_MAX, &file, NULL) ||
			  tells_lines(str_text(&file));
		str_release(&file);
	}
	return depends;
}

// --- finding --------------------------------------------------------------------------------

static bool holds(const struct object_question *question, struct unpack *in)
{
	bool is_exact = unpack_u32(in) != 0;
	unsigned char sum[HASH_BYTES];
	size_t len;
	const char *text_sum = unpack_bytes(in, &len);

	hash(question->text, strlen(question->text), sum);
	if (in->has_failed || len != HASH_BYTES || (is_exact && memcmp(sum, text_sum, HASH_BYTES)))
		return false;
	for (uint32_t cnt = unpack_u32(in); cnt > 0; cnt--)
		if (!file_state_is_unchanged(in) || in->has_failed)
			return false;
	return true;
}

static bool read_answer(const struct object_question *question, const char *path,
			const struct str *file, struct cc_result *result)
{
	size_t head_len = strlen(MAGIC) + HASH_BYTES, output_len, messages_len;
	unsigned char sum[HASH_BYTES];
	const char *output, *messages;
	struct unpack in;

	if (file->len < head_len || memcmp(file->data, MAGIC, strlen(MAGIC)) != 0)
		return false;
	hash_file(path, file->data + head_len, file->len - head_len, sum);
	if (memcmp(sum, file->data + strlen(MAGIC), HASH_BYTES) != 0)
		return false;
	in = unpack_from(file->data + head_len, file->len - head_len);
	if (!holds(question, &in))
		return false;
	*result = (struct cc_result){.is_ok = unpack_u32(&in) != 0};
	messages = unpack_bytes(&in, &messages_len);
	output = unpack_bytes(&in, &output_len);
	if (in.has_failed)
		return false;
	str_add(&result->messages, messages, messages_len);
	str_add(&result->output, output, output_len);
	return true;
}

bool object_cache_find(const struct object_question *question, struct cc_result *result)
{
	struct str path = {0}, file = {0};
	bool is_found = !add_path(question, &path) &&
			!file_read(path.data, FILE_MAX, &file, NULL) &&
			read_answer(question, path.data, &file, result);

	if (is_found)
		utimensat(AT_FDCWD, path.data, NULL, 0);
	str_release(&path);
	str_release(&file);
	return is_found;
}

// --- keeping --------------------------------------------------------------------------------

struct kept {
	char *path; // owned
	uint64_t bytes, used_ns;
};

static int by_use(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;

	return (x->used_ns > y->used_ns) - (x->used_ns < y->used_ns);
}

// Lists the answers, and what a process that was killed left half written, as the caller's.
static size_t list_kept(const char *folder, struct kept **out)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	struct kept *items = NULL;
	size_t cnt = 0;

	while (dir && (entry = readdir(dir))) {
		struct str path = {0};
		struct file_state state;

		if (strlen(entry->d_name) < NAME_BYTES)
			continue;
		str_printf(&path, "%s/%s", folder, entry->d_name);
		state = file_state(path.data);
		items = mem_grow(items, cnt + 1, sizeof *items);
		items[cnt++] = (struct kept){str_take(&path), state.bytes, state.changed_ns};
	}
	if (dir)
		closedir(dir);
	*out = items;
	return cnt;
}

static void free_kept(struct kept *items, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++)
		free(items[i].path);
	free(items);
}

// Removes what was not used for longest, until the rest fits.
static void tidy(const char *folder, uint64_t max)
{
	struct kept *items;
	size_t cnt = list_kept(folder, &items);
	uint64_t bytes = 0;

	for (size_t i = 0; i < cnt; i++)
		bytes += items[i].bytes;
	if (cnt)
		qsort(items, cnt, sizeof *items, by_use);
	for (size_t i = 0; i < cnt && bytes > max; i++) {
		bytes -= items[i].bytes;
		unlink(items[i].path);
	}
	free_kept(items, cnt);
}

// Not at every answer: which ones, the key tells as well as a counter.
static bool is_time_to_tidy(const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	return max_bytes() < DEFAULT_MAX_BYTES || *name % TIDY_EVERY == 0;
}

static void pack_answer(const struct object_question *question, const struct cc_result *result,
			const struct list *files, struct str *out)
{
	unsigned char sum[HASH_BYTES];

	hash(question->text, strlen(question->text), sum);
	pack_u32(out, depends_on_lines(question, result, files));
	pack_bytes(out, sum, sizeof sum);
	pack_u32(out, (uint32_t)files->cnt);
	for (size_t i = 0; i < files->cnt; i++)
		file_state_pack(out, files->items[i]);
	pack_u32(out, result->is_ok);
	pack_bytes(out, str_text(&result->messages), result->messages.len);
	pack_bytes(out, str_text(&result->output), result->output.len);
}

// What a failed compilation was made of is not known.
static bool is_worth_keeping(const struct object_question *question, const struct cc_result *result)
{
	return (result->is_ok || !strstr(question->text, "#include")) &&
	       !strstr(question->text, "__DATE__") && !strstr(question->text, "__TIME__") &&
	       !strstr(question->text, "__TIMESTAMP__");
}

void object_cache_put(const struct object_question *question, const struct cc_result *result)
{
	struct str path = {0}, rest = {0}, file = {0};
	unsigned char sum[HASH_BYTES];
	struct list files = {0};
	struct err err = {0};

	if (is_worth_keeping(question, result) && list_files(str_text(&result->files), &files) &&
	    !add_path(question, &path)) {
		pack_answer(question, result, &files, &rest);
		hash_file(path.data, rest.data, rest.len, sum);
		str_puts(&file, MAGIC);
		str_add(&file, sum, sizeof sum);
		str_add(&file, rest.data, rest.len);
		if (file.len <= FILE_MAX && file_replace(path.data, file.data, file.len, &err))
			log_line("cache", 1, "%s", err.text);
		if (is_time_to_tidy(path.data)) {
			*strrchr(path.data, '/') = '\0';
			tidy(path.data, max_bytes());
		}
	}
	list_release(&files);
	str_release(&path);
	str_release(&rest);
	str_release(&file);
}

// --- all of it ------------------------------------------------------------------------------

struct object_cache_size object_cache_size(void)
{
	struct object_cache_size size = {.max_bytes = max_bytes()};
	struct str path = {0};
	struct kept *items = NULL;

	if (!object_cache_folder(&path))
		size.file_cnt = list_kept(path.data, &items);
	for (size_t i = 0; i < size.file_cnt; i++)
		size.bytes += items[i].bytes;
	free_kept(items, size.file_cnt);
	str_release(&path);
	return size;
}

uint64_t object_cache_clear(void)
{
	struct str path = {0};
	struct kept *items = NULL;
	size_t cnt = object_cache_folder(&path) ? 0 : list_kept(path.data, &items);
	uint64_t removed = 0;

	for (size_t i = 0; i < cnt; i++)
		removed += unlink(items[i].path) == 0;
	free_kept(items, cnt);
	str_release(&path);
	return removed;
}
