// jit/runner/user_profile.c - profiles that cells begin and end themselves (include/cicle.h).
//
// What a cell does wrong is said on stderr, and told by -1. The pointers that cells pass are looked
// up before they are followed.
#include "jit/runner/user_profile.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/pack.h"
#include "jit/runner/channel.h"
#include "profiler/runtime/probe.h"

struct cicle_profile {
	uint64_t id;
	struct cicle_profile *next;
};

static struct {
	const struct library *library;
	struct cicle_profile *profiles;
	uint32_t last_number;
	struct cicle_profile *enabled; // NULL: none is
	enum user_profile_run run;     // the present one
	bool is_collecting;
} state;

// For cells. The names are those in include/cicle.h.
struct cicle_profile *cicle_profile_new(void);
void cicle_profile_free(struct cicle_profile *profile);
int cicle_profile_enable(struct cicle_profile *profile);
int cicle_profile_disable(struct cicle_profile *profile);
int cicle_profile_clear(struct cicle_profile *profile);
int cicle_profile_runcall(struct cicle_profile *profile, void (*function)(void *), void *argument);
int cicle_profile_print_stats(struct cicle_profile *profile, const char *sort);
int cicle_profile_dump_stats(struct cicle_profile *profile, const char *path);

static int __attribute__((format(printf, 2, 3))) fail(const char *function, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fprintf(stderr, "%s: ", function);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
	return -1;
}

static int check(const char *function, const struct cicle_profile *profile)
{
	const struct cicle_profile *known = state.profiles;

	while (known && known != profile)
		known = known->next;
	if (known)
		return 0;
	return fail(function,
		    profile ? "this is no profile, or one that was freed" : "the profile is NULL");
}

static void tell(const struct cicle_profile *profile, enum profile_news news,
		 const struct str *span)
{
	struct str head = {0};

	pack_u64(&head, profile->id);
	pack_u32(&head, news);
	channel_event(EVENT_PROFILE, &head, str_text(span), span->len);
	str_release(&head);
}

static void start(void)
{
	state.is_collecting = true;
	probe_start(PROBE_ADAPTIVE);
}

static void stop(void)
{
	struct str span = {0};
	size_t name_cnt;
	const char *const *names = library_names(state.library, &name_cnt);

	if (!state.is_collecting)
		return;
	probe_stop();
	state.is_collecting = false;
	probe_pack(&span, names, name_cnt);
	tell(state.enabled, PROFILE_SPAN, &span);
	str_release(&span);
}

static void disable(const struct cicle_profile *profile)
{
	static const struct str nothing = {0};

	if (state.enabled != profile)
		return;
	stop();
	state.enabled = NULL;
	tell(profile, PROFILE_DISABLED, &nothing);
}

// --- runs -----------------------------------------------------------------------------------

void user_profile_init(const struct library *library)
{
	state.library = library;
}

void user_profile_resume(enum user_profile_run run)
{
	state.run = run;
	if (state.enabled && run == USER_PROFILE_PROBED)
		start();
}

void user_profile_pause(void)
{
	stop();
	state.run = USER_PROFILE_PLAIN;
}

// --- for cells ------------------------------------------------------------------------------

struct cicle_profile *cicle_profile_new(void)
{
	struct cicle_profile *profile = calloc(1, sizeof *profile);

	if (!profile)
		return NULL;
	profile->id = (uint64_t)getpid() << 32 | ++state.last_number;
	profile->next = state.profiles;
	state.profiles = profile;
	return profile;
}

int cicle_profile_enable(struct cicle_profile *profile)
{
	static const struct str nothing = {0};

	if (check("profile_enable", profile))
		return -1;
	if (state.enabled == profile)
		return fail("profile_enable", "the profile is enabled already");
	if (state.enabled)
		return fail("profile_enable", "another profile is enabled; disable it first");
	if (state.run == USER_PROFILE_TAKEN)
		return fail("profile_enable",
			    "this run is profiled already, by %%prun or %%profile");
	if (state.run == USER_PROFILE_PLAIN)
		return fail("profile_enable",
			    "this cell has no probes, as it got here by a pointer "
			    "only; name the function in the cell");
	state.enabled = profile;
	tell(profile, PROFILE_ENABLED, &nothing);
	start();
	return 0;
}

int cicle_profile_disable(struct cicle_profile *profile)
{
	if (check("profile_disable", profile))
		return -1;
	if (state.enabled != profile)
		return fail("profile_disable", "the profile is not enabled");
	disable(profile);
	return 0;
}

// Has the kernel forget what was counted.
static void clear(const struct cicle_profile *profile)
{
	static const struct str nothing = {0};
	bool was_collecting = state.is_collecting && state.enabled == profile;

	if (was_collecting)
		stop();
	tell(profile, PROFILE_CLEARED, &nothing);
	if (was_collecting)
		start();
}

int cicle_profile_clear(struct cicle_profile *profile)
{
	if (check("profile_clear", profile))
		return -1;
	clear(profile);
	return 0;
}

void cicle_profile_free(struct cicle_profile *profile)
{
	struct cicle_profile **at = &state.profiles;

	if (!profile || check("profile_free", profile))
		return;
	disable(profile);
	clear(profile);
	while (*at != profile)
		at = &(*at)->next;
	*at = profile->next;
	free(profile);
}

int cicle_profile_runcall(struct cicle_profile *profile, void (*function)(void *), void *argument)
{
	if (cicle_profile_enable(profile))
		return -1;
	function(argument);
	disable(profile);
	return 0;
}

// Asks the kernel for a table or a file. Returns -1 when it says what is wrong.
static int ask(const char *function, const struct cicle_profile *profile, enum profile_form form,
	       const char *argument, struct str *answer)
{
	struct str question = {0};
	bool is_good;

	disable(profile);
	pack_u64(&question, profile->id);
	pack_u32(&question, form);
	pack_text(&question, argument);
	is_good = channel_call(CALL_PROFILE, &question, answer);
	str_release(&question);
	return is_good ? 0 : fail(function, "%s", str_text(answer));
}

int cicle_profile_print_stats(struct cicle_profile *profile, const char *sort)
{
	struct str text = {0};
	int rc;

	if (check("profile_print_stats", profile))
		return -1;
	rc = ask("profile_print_stats", profile, PROFILE_TABLE, sort ? sort : "stdname", &text);
	if (!rc)
		fwrite(text.data, 1, text.len, stdout);
	str_release(&text);
	return rc;
}

int cicle_profile_dump_stats(struct cicle_profile *profile, const char *path)
{
	struct str bytes = {0};
	struct err err = {0};
	int rc;

	if (check("profile_dump_stats", profile))
		return -1;
	if (!path || !*path)
		return fail("profile_dump_stats", "the path is %s", path ? "empty" : "NULL");
	rc = ask("profile_dump_stats", profile, PROFILE_FILE, path, &bytes);
	if (!rc && file_replace(path, str_text(&bytes), bytes.len, &err))
		rc = fail("profile_dump_stats", "%s", err.text);
	str_release(&bytes);
	return rc;
}
