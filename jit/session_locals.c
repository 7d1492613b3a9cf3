// jit/session_locals.c - has the function that failed compiled once more, for its locals.
#include "jit/session_state.h"

#include "jit/local/local_debug.h"
#include "jit/local/locals.h"

static struct peek runner_peek(const struct session *session)
{
	return (struct peek){.pid = session->runner.pid, .homes = session->runner.homes};
}

bool session_start_locals(struct session *session)
{
	struct fault *fault = &session->fault;
	struct shot *shot = &fault->shot;
	bool is_told = fault->status == RUN_FAULTED || fault->status == RUN_INTERRUPTED;
	struct str message = {0};

	if (!is_told || fault->has_locals || !shot->is_known || !*shot->unit)
		return false;
	fault->has_locals = true;
	if (!local_marks_init(&fault->marks, &session->symbols, shot->unit, shot->function))
		return false;
	message_begin(&message, MESSAGE_COMPILE);
	pack_bytes(&message, str_text(&fault->marks.text), fault->marks.text.len);
	message_end(&message, 0);
	session->phase = PHASE_LOCALS;
	runner_send(&session->runner, &message);
	str_release(&message);
	return true;
}

bool session_take_locals(struct session *session, struct unpack *in, struct outcome *outcome)
{
	struct fault *fault = &session->fault;
	const struct shot *shot = &fault->shot;
	bool is_ok = unpack_u32(in) != 0;
	struct local_places places = {0};
	struct peek peek = runner_peek(session);
	struct str object = {0};
	const char *bytes;
	size_t len;

	bytes = unpack_bytes(in, &len);
	str_add(&object, bytes, len);
	if (is_ok && local_places_init(&places, &object, shot->function, shot->code, shot->code_len,
				       fault->marks.mark_cnt))
		locals_add_marked(&fault->locals, &fault->marks, &places, shot, &peek);
	locals_end(&fault->locals);
	local_places_release(&places);
	str_release(&object);
	return session_advance_trace(session, outcome);
}

void session_debug_locals(struct session *session, const struct str *object)
{
	struct fault *fault = &session->fault;
	struct peek peek = runner_peek(session);
	const struct list *flags;
	const char *text = cc_cache_text(&session->cc_cache, fault->shot.object, &flags);
	const struct str *running = text ? cc_cache_find(&session->cc_cache, text) : NULL;
	const struct local_debug debug = {object, running, &fault->shot, &session->symbols};

	if (!running || fault->has_locals)
		return;
	fault->has_locals = true;
	locals_add_debugged(&fault->locals, &debug, &peek);
	locals_end(&fault->locals);
}
