// jit/session_locals.c - has the functions of a traceback compiled once more, for their locals.
#include "jit/session_state.h"

#include "jit/local/local_debug.h"
#include "jit/local/locals.h"

static struct peek runner_peek(const struct session *session)
{
	return (struct peek){.pid = session->runner.pid, .homes = session->runner.homes};
}

static struct frame *next_unasked(struct fault *fault)
{
	for (size_t i = 0; i < fault->frame_cnt; i++) {
		struct frame *frame = &fault->frames[i];

		if (!frame->has_locals && frame->shot.is_known && *frame->shot.unit)
			return frame;
	}
	return NULL;
}

static void ask(struct session *session)
{
	struct fault *fault = &session->fault;
	struct str message = {0};

	message_begin(&message, MESSAGE_COMPILE);
	pack_bytes(&message, str_text(&fault->marks.text), fault->marks.text.len);
	message_end(&message, 0);
	session->phase = PHASE_LOCALS;
	runner_send(&session->runner, &message);
	str_release(&message);
}

bool session_start_locals(struct session *session)
{
	struct fault *fault = &session->fault;
	bool is_told = fault->status == RUN_FAULTED || fault->status == RUN_INTERRUPTED;
	struct frame *frame;

	if (!is_told || session->traceback == TRACEBACK_MINIMAL)
		return false;
	while ((frame = next_unasked(fault))) {
		bool is_ok;

		frame->has_locals = true;
		fault->asked = (size_t)(frame - fault->frames);
		local_marks_release(&fault->marks);
		is_ok = local_marks_init(&fault->marks, &session->symbols, frame->shot.unit,
					 frame->shot.function);
		if (is_ok) {
			ask(session);
			return true;
		}
	}
	return false;
}

bool session_take_locals(struct session *session, struct unpack *in, struct outcome *outcome)
{
	struct fault *fault = &session->fault;
	struct frame *frame = &fault->frames[fault->asked];
	const struct shot *shot = &frame->shot;
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
		locals_add_marked(&frame->locals, &fault->marks, &places, shot, &peek);
	locals_end(&frame->locals);
	local_places_release(&places);
	str_release(&object);
	return session_advance_trace(session, outcome);
}

static bool is_of(const struct frame *frame, uint64_t object)
{
	return frame->shot.is_known && frame->shot.object == object && !frame->has_locals;
}

bool session_wants_debug(const struct session *session, uint64_t object)
{
	const struct fault *fault = &session->fault;

	for (size_t i = 0; i < fault->frame_cnt; i++)
		if (is_of(&fault->frames[i], object))
			return true;
	return false;
}

void session_debug_locals(struct session *session, uint64_t object, const struct str *text)
{
	struct fault *fault = &session->fault;
	struct peek peek = runner_peek(session);
	const struct list *flags;
	const char *unit = cc_cache_text(&session->cc_cache, object, &flags);
	const struct str *running = unit ? cc_cache_find(&session->cc_cache, unit) : NULL;

	for (size_t i = 0; running && i < fault->frame_cnt; i++) {
		struct frame *frame = &fault->frames[i];
		const struct local_debug debug = {text, running, &frame->shot, &session->symbols};

		if (!is_of(frame, object))
			continue;
		frame->has_locals = true;
		locals_add_debugged(&frame->locals, &debug, &peek);
		locals_end(&frame->locals);
	}
}
