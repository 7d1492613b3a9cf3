// kernel/history.h - the cells of this session and their results, for history_request.
#ifndef CICLE_KERNEL_HISTORY_H
#define CICLE_KERNEL_HISTORY_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/err.h"

struct history;

// Never NULL. The caller frees with history_free().
struct history *history_new(void);
void history_free(struct history *history);

// Adds a cell under its In[number]. output: the text of its value, NULL when it has none. Both
// are copied.
void history_put(struct history *history, int number, const char *input, const char *output);

// Answers the content of a history_request with the reply's "history" array: entries
// [session, number, input], or [session, number, [input, output]] when "output" is true.
// Returns NULL with err filled when the request is malformed. The caller deletes the array.
cJSON *history_query(const struct history *history, const cJSON *content, struct err *err);

#endif
