// magics/user_profile.c - the profiles that cells begin and end themselves (include/cicle.h).
#include "magics/user_profile.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/pack.h"
#include "jit/message.h"
#include "magics/profile_list.h"
#include "profiler/export.h"

#define TITLE "profile"

void user_profiles_release(struct user_profiles *profiles)
{
	for (size_t i = 0; i < profiles->cnt; i++)
		profile_free(profiles->items[i].profile);
	free(profiles->items);
	*profiles = (struct user_profiles){0};
}

// Gives the profile's place; NULL when nothing was counted for it yet.
static struct user_profile *find(struct user_profiles *profiles, uint64_t id)
{
	for (size_t i = 0; i < profiles->cnt; i++)
		if (profiles->items[i].id == id)
			return &profiles->items[i];
	return NULL;
}

static struct profile *new_profile(const struct interpreter *interpreter)
{
	return profile_new(interpreter_session_name(), TITLE, interpreter_label(interpreter));
}

static struct profile *find_or_add(struct interpreter *interpreter, uint64_t id)
{
	struct user_profiles *profiles = interpreter_user_profiles(interpreter);
	struct user_profile *found = find(profiles, id);

	if (found)
		return found->profile;
	profiles->items = mem_grow(profiles->items, profiles->cnt + 1, sizeof *profiles->items);
	found = &profiles->items[profiles->cnt++];
	*found = (struct user_profile){id, new_profile(interpreter)};
	return found->profile;
}

static void forget(struct user_profiles *profiles, uint64_t id)
{
	struct user_profile *found = find(profiles, id);

	if (!found)
		return;
	profile_free(found->profile);
	*found = profiles->items[--profiles->cnt];
}

static void add_span(struct interpreter *interpreter, uint64_t id, const struct unpack *in)
{
	struct outcome outcome = {0};
	struct err err = {0};
	struct profile *span;

	str_add(&outcome.profile, in->at, (size_t)(in->end - in->at));
	span = profile_of_run(interpreter, &outcome, TITLE, WHOLE_CELL, &err);
	if (span)
		profile_merge(find_or_add(interpreter, id), span);
	else
		log_line("session", 0, "a profile of a cell's own: %s", err.text);
	profile_free(span);
	str_release(&outcome.profile);
}

void user_profile_event(struct interpreter *interpreter, const char *bytes, size_t len)
{
	struct unpack in = unpack_from(bytes, len);
	uint64_t id = unpack_u64(&in);
	enum profile_news news = (enum profile_news)unpack_u32(&in);

	if (in.has_failed)
		return;
	if (news == PROFILE_ENABLED || news == PROFILE_DISABLED)
		session_set_collecting(interpreter_session(interpreter), news == PROFILE_ENABLED);
	else if (news == PROFILE_SPAN)
		add_span(interpreter, id, &in);
	else if (news == PROFILE_CLEARED)
		forget(interpreter_user_profiles(interpreter), id);
}

// --- questions ------------------------------------------------------------------------------

static int add_table(const struct profile *profile, const char *sort, struct str *out,
		     struct err *err)
{
	struct stats *stats = stats_new(profile);
	int rc = stats_sort(stats, &sort, 1, err);

	if (!rc)
		rc = stats_print(stats, NULL, 0, out, err);
	stats_free(stats);
	return rc;
}

static int add_file(const struct profile *profile, const char *path, struct str *out,
		    struct err *err)
{
	struct err no_suffix = {0};
	const struct export_format *format = export_find(path, NULL, &no_suffix);

	if (!format)
		format = export_find(path, "prof", err);
	return format ? format->write(profile, out, err) : -1;
}

void user_profile_call(struct interpreter *interpreter, uint64_t number, const char *bytes,
		       size_t len)
{
	struct unpack in = unpack_from(bytes, len);
	const struct user_profile *found =
	    find(interpreter_user_profiles(interpreter), unpack_u64(&in));
	enum profile_form form = (enum profile_form)unpack_u32(&in);
	char *argument = unpack_text(&in);
	struct profile *nothing = new_profile(interpreter);
	const struct profile *profile = found ? found->profile : nothing;
	struct str answer = {0};
	struct err err = {0};
	int rc = -1;

	if (form == PROFILE_TABLE)
		rc = add_table(profile, argument, &answer, &err);
	else if (form == PROFILE_FILE)
		rc = add_file(profile, argument, &answer, &err);
	if (rc)
		str_puts(&answer, err.text);
	session_answer(interpreter_session(interpreter), number, rc == 0, str_text(&answer),
		       answer.len);
	profile_free(nothing);
	str_release(&answer);
	free(argument);
}
