// profiler/import.c - makes a profile from files that cicle or other programs wrote.
#include "profiler/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "profiler/import_formats.h"
#include "profiler/stats.h"

#define FILE_MAX ((size_t)512 << 20)

struct reader {
	struct profile *(*read)(const struct import_source *source, struct err *err);
	const char *caveat; // NULL: nothing is lost
};

static const struct reader pstats_reader = {
    import_pstats, "the file tells only who called whom: own times and calls are exact, paths and "
		   "cumulative times are estimates"};
static const struct reader folded_reader = {
    import_folded, "the file tells no calls, each path counts as one; its numbers are taken as "
		   "nanoseconds"};
static const struct reader sampled_reader = {import_speedscope,
					     "the file tells no calls: each path counts as one"};
static const struct reader evented_reader = {import_speedscope, NULL};
static const struct reader json_reader = {import_json, NULL};

static bool has_opening(const struct import_source *source, const char *allowed)
{
	return source->len >= 2 && strchr(allowed, source->bytes[1]) && source->bytes[1];
}

// A marshalled dictionary is followed by a tuple, or is empty; the upper bit marks what is
// referred to later.
static bool is_marshal(const struct import_source *source)
{
	return source->len >= 2 && (source->bytes[0] & 0x7F) == '{' &&
	       ((source->bytes[1] & 0x7F) == '(' || (source->bytes[1] & 0x7F) == ')' ||
		source->bytes[1] == '0');
}

static bool is_json(const struct import_source *source)
{
	return source->len > 0 && (source->bytes[0] == '[' ||
				   (source->bytes[0] == '{' && has_opening(source, "\" \t\r\n}")));
}

static bool is_binary(const struct import_source *source)
{
	size_t head_len = source->len < 4096 ? source->len : 4096;

	return memchr(source->bytes, '\0', head_len) ||
	       (source->len >= 2 && memcmp(source->bytes, "\x1f\x8b", 2) == 0);
}

// Says whether any of a speedscope file's profiles is one of samples.
static bool has_samples(struct json_reader profiles)
{
	struct str key = {0};
	bool found = false;

	json_open_array(&profiles);
	while (!found && json_next_item(&profiles)) {
		json_open_object(&profiles);
		while (json_next_key(&profiles, &key)) {
			found = found || strcmp(str_text(&key), "samples") == 0;
			json_skip(&profiles);
		}
	}
	str_release(&key);
	return found;
}

static const struct reader *find_json_reader(const struct import_source *source)
{
	struct json_reader in = json_from(source->bytes, source->len);
	const struct reader *found = NULL;
	struct str key = {0};

	json_open_object(&in);
	while (!found && json_next_key(&in, &key)) {
		if (strcmp(str_text(&key), "nodes") == 0)
			found = &json_reader;
		else if (strcmp(str_text(&key), "profiles") == 0)
			found = has_samples(in) ? &sampled_reader : &evented_reader;
		else
			json_skip(&in);
	}
	str_release(&key);
	return found;
}

static const struct reader *find_reader(const struct import_source *source, struct err *err)
{
	const struct reader *found = NULL;

	if (is_marshal(source))
		return &pstats_reader;
	if (is_json(source)) {
		found = find_json_reader(source);
		if (!found)
			err_set(err, ERR_FORMAT, "this JSON is neither speedscope's nor cicle's");
	} else if (source->len == 0 || is_binary(source)) {
		err_set(err, ERR_FORMAT,
			"no profile that can be read: only .prof, speedscope and cicle JSON, and "
			"folded stacks");
	} else {
		found = &folded_reader;
	}
	return found;
}

// Completes what a format does not tell and checks the whole. Takes the profile.
static struct profile *finish(struct profile *profile, bool has_wall, struct err *err)
{
	if (!profile)
		return NULL;
	for (size_t i = 0; i < profile->node_cnt; i++) {
		if (profile->nodes[i].call_cnt == 0)
			profile->nodes[i].call_cnt = 1;
	}
	if (!has_wall)
		profile->wall_ns = profile->nodes[0].total_ns;
	if (profile_check(profile, err) == 0)
		return profile;
	profile_free(profile);
	return NULL;
}

// Reads the tree that cicle writes behind the dictionary; NULL when there is none.
static struct profile *import_own(const struct import_source *source)
{
	return profile_parse(source->bytes, source->len, NULL);
}

struct profile *profile_import_bytes(const void *bytes, size_t len, const char *name,
				     const char **caveat, struct err *err)
{
	struct import_source source = {bytes, len, name};
	struct profile *profile = import_own(&source);
	const struct reader *reader = profile ? NULL : find_reader(&source, err);

	if (caveat)
		*caveat = reader ? reader->caveat : NULL;
	if (profile || !reader)
		return profile;
	return finish(reader->read(&source, err), reader == &json_reader, err);
}

struct profile *profile_import(const char *path, const char **caveat, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct str bytes = {0};
	struct err reason = {0};
	struct profile *profile = NULL;

	if (file_read(path, FILE_MAX, &bytes, err) == 0) {
		profile = profile_import_bytes(str_text(&bytes), bytes.len,
					       slash ? slash + 1 : path, caveat, &reason);
		if (!profile)
			err_set(err, reason.code, "'%s': %s", path, reason.text);
	}
	str_release(&bytes);
	return profile;
}

bool import_is_root(const char *name, uint64_t line)
{
	return line == 0 && strcmp(name, "<session>") == 0;
}

uint32_t import_child(struct profile *profile, uint32_t parent, uint32_t function, struct err *err)
{
	if (profile->node_cnt < IMPORT_NODE_MAX)
		return profile_child(profile, parent, function);
	err_set(err, ERR_FORMAT, "the profile has more than %zu paths", IMPORT_NODE_MAX);
	return NO_PARENT;
}

int import_add_own(struct profile *profile, uint32_t node, uint64_t ns, struct err *err)
{
	if (ns > INT64_MAX || profile->nodes[0].total_ns + ns > INT64_MAX)
		return err_set(err, ERR_FORMAT, "the times add up to more than 290 years");
	for (; node != NO_PARENT; node = profile->nodes[node].parent)
		profile_record(profile, node, 0, ns);
	return 0;
}

int import_json_end(const struct import_source *source, const struct json_reader *in,
		    struct err *err)
{
	if (!in->failure)
		return 0;
	return err_set(err, ERR_FORMAT, "%s at byte %zu", in->failure,
		       (size_t)(in->at - source->bytes));
}
