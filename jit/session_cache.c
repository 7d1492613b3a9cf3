// jit/session_cache.c - what a session's second compiler was asked before, in memory and on the
// disk.
#include "jit/session_state.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "jit/compiler/object_cache.h"

// Fills the folder that cells are in, "" when it is not known.
static void find_folder(const struct session *session, char *folder, size_t cap)
{
	char link[64];
	ssize_t len;

	snprintf(link, sizeof link, "/proc/%d/cwd", (int)session->runner.pid);
	len = readlink(link, folder, cap - 1);
	folder[len > 0 ? len : 0] = '\0';
}

bool session_find_answer(struct session *session, enum cc_job job, const char *text,
			 const struct list *flags, struct cc_result *result)
{
	char folder[PATH_MAX];
	struct object_question question = {&session->cc, job, text, flags, folder};

	find_folder(session, folder, sizeof folder);
	return object_cache_find(&question, result);
}

void session_keep_answer(struct session *session, enum cc_job job, const char *text,
			 const struct list *flags, const struct cc_result *result)
{
	char folder[PATH_MAX];
	struct object_question question = {&session->cc, job, text, flags, folder};

	find_folder(session, folder, sizeof folder);
	object_cache_put(&question, result);
}

const struct str *session_find_object(struct session *session, const char *text,
				      const struct list *flags, struct str *messages)
{
	const struct str *known = cc_cache_find(&session->cc_cache, text);
	struct cc_result result;

	if (known) {
		session->cache_counts.memory_cnt++;
		return known;
	}
	if (!session_find_answer(session, CC_OBJECT, text, flags, &result) || !result.is_ok) {
		session->cache_counts.missed_cnt++;
		return NULL;
	}
	session->cache_counts.disk_cnt++;
	str_add(messages, str_text(&result.messages), result.messages.len);
	cc_cache_put(&session->cc_cache, text, flags, &result.output);
	cc_result_release(&result);
	return cc_cache_find(&session->cc_cache, text);
}

void session_keep_object(struct session *session, const char *text, const struct list *flags,
			 struct cc_result *result)
{
	session->cache_counts.compiled_cnt++;
	session_keep_answer(session, CC_OBJECT, text, flags, result);
	cc_cache_put(&session->cc_cache, text, flags, &result->output);
}
