// kernel/history_request.c - answers a history_request from the history.
#include "kernel/history_request.h"

#include <limits.h>
#include <string.h>

#include "kernel/fields.h"

struct answer {
	cJSON *entries;
	bool has_output;
};

static void add_entry(void *ctx, const struct history_entry *entry)
{
	struct answer *answer = ctx;
	cJSON *json = cJSON_CreateArray();
	cJSON *pair;

	cJSON_AddItemToArray(answer->entries, json);
	cJSON_AddItemToArray(json, cJSON_CreateNumber(entry->session));
	cJSON_AddItemToArray(json, cJSON_CreateNumber(entry->number));
	if (!answer->has_output) {
		cJSON_AddItemToArray(json, cJSON_CreateString(entry->input));
		return;
	}
	pair = cJSON_CreateArray();
	cJSON_AddItemToArray(pair, cJSON_CreateString(entry->input));
	cJSON_AddItemToArray(pair, entry->output ? cJSON_CreateString(entry->output)
						 : cJSON_CreateNull());
	cJSON_AddItemToArray(json, pair);
}

static void query_range(struct history *history, const cJSON *content, struct answer *answer,
			struct err *err)
{
	int session = field_int(content, "session", INT_MIN, INT_MAX, 0, err);
	int start = field_int(content, "start", INT_MIN, INT_MAX, 0, err);
	int stop = field_int(content, "stop", INT_MIN, INT_MAX, INT_MAX, err);

	if (!err->code)
		history_range(history, session, start, stop, add_entry, answer);
}

static void query_search(struct history *history, const cJSON *content, int n,
			 struct answer *answer, struct err *err)
{
	const char *pattern = field_text(content, "pattern", "*", err);
	bool is_unique = field_flag(content, "unique", false, err);

	if (!err->code)
		history_search(history, pattern, n, is_unique, add_entry, answer);
}

cJSON *history_query(struct history *history, const cJSON *content, struct err *err)
{
	const char *access = field_text(content, "hist_access_type", "tail", err);
	struct answer answer = {.has_output = field_flag(content, "output", false, err)};
	int n = field_int(content, "n", 0, INT_MAX, INT_MAX, err);

	field_flag(content, "raw", true, err);
	if (err->code)
		return NULL;
	answer.entries = cJSON_CreateArray();
	if (!strcmp(access, "tail"))
		history_tail(history, n, add_entry, &answer);
	else if (!strcmp(access, "range"))
		query_range(history, content, &answer, err);
	else if (!strcmp(access, "search"))
		query_search(history, content, n, &answer, err);
	else
		err_set(err, ERR_FORMAT, "unknown hist_access_type '%s'", access);
	if (err->code) {
		cJSON_Delete(answer.entries);
		return NULL;
	}
	return answer.entries;
}
