// kernel/history_request.h - answers a history_request from the history.
#ifndef CICLE_KERNEL_HISTORY_REQUEST_H
#define CICLE_KERNEL_HISTORY_REQUEST_H

#include <cjson/cJSON.h>

#include "base/err.h"
#include "magics/history.h"

// Answers the content of a history_request with the reply's "history" array: entries
// [session, number, input], or [session, number, [input, output]] when "output" is true.
// Returns NULL with err filled when the request is malformed. The caller deletes the array.
cJSON *history_query(struct history *history, const cJSON *content, struct err *err);

#endif
