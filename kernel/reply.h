// kernel/reply.h - the contents of replies that every handler needs.
#ifndef CICLE_KERNEL_REPLY_H
#define CICLE_KERNEL_REPLY_H

#include <cjson/cJSON.h>

#include "base/err.h"

// Makes {"status": "ok"}. The caller deletes it.
cJSON *reply_ok(void);

// Makes the content of an error reply: status, ename, evalue, traceback. The caller deletes it.
cJSON *reply_error(const struct err *err);

#endif
