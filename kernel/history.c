// kernel/history.c - the cells of this session and their results, for history_request.
#include "kernel/history.h"

#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "kernel/fields.h"

#define SESSION_NUMBER 1 // the history holds one session: this one

struct entry {
	int number;
	char *input;  // owned
	char *output; // owned; NULL without a value
};

struct history {
	struct entry *entries; // in the order in which the cells ran
	size_t cnt;
	size_t cap;
};

struct history *history_new(void)
{
	struct history *history = mem_zalloc(sizeof *history);

	return history;
}

void history_free(struct history *history)
{
	if (!history)
		return;
	for (size_t i = 0; i < history->cnt; i++) {
		free(history->entries[i].input);
		free(history->entries[i].output);
	}
	free(history->entries);
	free(history);
}

void history_put(struct history *history, int number, const char *input, const char *output)
{
	struct entry *entry;

	if (history->cnt == history->cap) {
		history->cap = history->cap ? history->cap * 2 : 64;
		history->entries =
		    mem_grow(history->entries, history->cap, sizeof *history->entries);
	}
	entry = &history->entries[history->cnt++];
	entry->number = number;
	entry->input = mem_strdup(input);
	entry->output = output ? mem_strdup(output) : NULL;
}

static cJSON *entry_json(const struct entry *entry, bool has_output)
{
	cJSON *json = cJSON_CreateArray();
	cJSON *pair;

	cJSON_AddItemToArray(json, cJSON_CreateNumber(SESSION_NUMBER));
	cJSON_AddItemToArray(json, cJSON_CreateNumber(entry->number));
	if (!has_output) {
		cJSON_AddItemToArray(json, cJSON_CreateString(entry->input));
		return json;
	}
	pair = cJSON_CreateArray();
	cJSON_AddItemToArray(pair, cJSON_CreateString(entry->input));
	cJSON_AddItemToArray(pair, entry->output ? cJSON_CreateString(entry->output)
						 : cJSON_CreateNull());
	cJSON_AddItemToArray(json, pair);
	return json;
}

static cJSON *query_tail(const struct history *history, int n, bool has_output)
{
	cJSON *found = cJSON_CreateArray();
	size_t first = history->cnt > (size_t)n ? history->cnt - (size_t)n : 0;

	for (size_t i = first; i < history->cnt; i++)
		cJSON_AddItemToArray(found, entry_json(&history->entries[i], has_output));
	return found;
}

// Cells with start <= number < stop of one session: 0 and SESSION_NUMBER both mean this one.
static cJSON *query_range(const struct history *history, const cJSON *content, bool has_output,
			  struct err *err)
{
	int session = field_int(content, "session", INT_MIN, INT_MAX, 0, err);
	int start = field_int(content, "start", INT_MIN, INT_MAX, 0, err);
	int stop = field_int(content, "stop", INT_MIN, INT_MAX, INT_MAX, err);
	cJSON *found = cJSON_CreateArray();

	if (session != 0 && session != SESSION_NUMBER)
		return found;
	for (size_t i = 0; i < history->cnt; i++) {
		const struct entry *entry = &history->entries[i];

		if (entry->number >= start && entry->number < stop)
			cJSON_AddItemToArray(found, entry_json(entry, has_output));
	}
	return found;
}

// Tells whether one of the entries in found already has this input.
static bool has_input(const cJSON *found, const char *input, bool has_output)
{
	const cJSON *entry;

	cJSON_ArrayForEach(entry, found)
	{
		const cJSON *text = cJSON_GetArrayItem(entry, 2);

		if (has_output)
			text = cJSON_GetArrayItem(text, 0);
		if (!strcmp(text->valuestring, input))
			return true;
	}
	return false;
}

// The last n cells whose whole input fits a pattern with *, ? and [], oldest first; with
// "unique" the latest of those that are equal.
static cJSON *query_search(const struct history *history, const cJSON *content, int n,
			   bool has_output, struct err *err)
{
	const char *pattern = field_text(content, "pattern", "*", err);
	bool is_unique = field_flag(content, "unique", false, err);
	cJSON *found = cJSON_CreateArray();

	for (size_t i = history->cnt; i-- > 0 && n > 0;) {
		const struct entry *entry = &history->entries[i];

		if (fnmatch(pattern, entry->input, 0))
			continue;
		if (is_unique && has_input(found, entry->input, has_output))
			continue;
		cJSON_InsertItemInArray(found, 0, entry_json(entry, has_output));
		n--;
	}
	return found;
}

cJSON *history_query(const struct history *history, const cJSON *content, struct err *err)
{
	const char *access = field_text(content, "hist_access_type", "tail", err);
	bool has_output = field_flag(content, "output", false, err);
	int n = field_int(content, "n", 0, INT_MAX, INT_MAX, err);
	cJSON *found = NULL;

	if (err->code)
		return NULL;
	if (!strcmp(access, "tail"))
		found = query_tail(history, n, has_output);
	else if (!strcmp(access, "range"))
		found = query_range(history, content, has_output, err);
	else if (!strcmp(access, "search"))
		found = query_search(history, content, n, has_output, err);
	else
		err_set(err, ERR_FORMAT, "unknown hist_access_type '%s'", access);
	if (err->code) {
		cJSON_Delete(found);
		return NULL;
	}
	return found;
}
