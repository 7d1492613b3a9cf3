// jit/tier.c - the optimising tier: which units wait, are compiled and loaded.
#include "jit/session_state.h"

#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"

// After a change the compiler waits so long for the next one: a notebook that is run as a whole
// defines most of its functions first.
#define QUIET_NS 100000000
// Known objects are looked for at once, when the kernel has nothing else to do.
#define SOON_NS 1000000
// A compiler that takes longer hangs. One that is busy meets its limit of CPU time first (cc.c); on
// a computer with much to do, the lowest priority makes a second last minutes.
#define COMPILE_MAX_S 600

// Statements of so many cells wait, or are known to be refused.
#define ENTRY_MAX_CNT 32

// --- sets of slots --------------------------------------------------------------------------

bool slot_set_has(const struct slot_set *set, uint32_t slot)
{
	for (size_t i = 0; i < set->cnt; i++)
		if (set->items[i] == slot)
			return true;
	return false;
}

void slot_set_add(struct slot_set *set, uint32_t slot)
{
	size_t at = set->cnt;

	if (slot_set_has(set, slot))
		return;
	if (set->cnt == set->cap) {
		set->cap = set->cap ? set->cap * 2 : 8;
		set->items = mem_grow(set->items, set->cap, sizeof *set->items);
	}
	for (; at > 0 && set->items[at - 1] > slot; at--)
		set->items[at] = set->items[at - 1];
	set->items[at] = slot;
	set->cnt++;
}

bool slot_set_is(const struct slot_set *set, const struct slot_set *other)
{
	return set->cnt == other->cnt &&
	       (!set->cnt || !memcmp(set->items, other->items, set->cnt * sizeof *set->items));
}

void slot_set_release(struct slot_set *set)
{
	free(set->items);
	*set = (struct slot_set){0};
}

// --- time -----------------------------------------------------------------------------------

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void set_timer(const struct tier *tier, uint64_t ns)
{
	struct itimerspec when = {.it_value = {.tv_sec = (time_t)(ns / 1000000000u),
					       .tv_nsec = (long)(ns % 1000000000u)}};

	timerfd_settime(tier->timer_fd, 0, &when, NULL);
}

// --- units ----------------------------------------------------------------------------------

static void release_unit(struct tier_unit *unit)
{
	slot_set_release(&unit->own);
	slot_set_release(&unit->left);
	slot_set_release(&unit->seen);
	slot_set_release(&unit->inlined);
	slot_set_release(&unit->circular);
	request_release(&unit->request);
	free(unit->why);
	free(unit->reason);
	free(unit->file);
	free(unit);
}

static void set_why(struct tier_unit *unit, const char *why)
{
	free(unit->why);
	unit->why = why ? mem_strdup(why) : NULL;
}

// Has a unit's text written anew. A compiler that works on the old one stops.
static void make_stale(struct tier *tier, struct tier_unit *unit, const char *reason)
{
	if (unit->state != TIER_STALE) {
		free(unit->reason);
		unit->reason = mem_strdup(reason);
	}
	if (unit->state == TIER_COMPILING)
		cc_stop(&tier->cc);
	unit->state = TIER_STALE;
	unit->is_alone = unit->reads_headers = false;
	request_release(&unit->request);
}

static struct tier_unit *find_unit(const struct tier *tier, const char *file)
{
	struct tier_unit *unit = tier->units;

	while (unit && strcmp(unit->file, file) != 0)
		unit = unit->next;
	return unit;
}

static struct tier_unit *new_unit(struct tier *tier, const char *file)
{
	struct tier_unit **link = &tier->units;

	while (*link)
		link = &(*link)->next;
	*link = mem_zalloc(sizeof **link);
	(*link)->file = mem_strdup(file);
	return *link;
}

// The functions that each cell has defined, as it is now.
struct listing {
	struct tier_unit *unit;
	struct slot_set own;
};

// Forgets the units that have no function any more.
static void drop_empty(struct tier *tier)
{
	struct tier_unit **link = &tier->units;

	while (*link) {
		struct tier_unit *unit = *link;

		if (unit->own.cnt) {
			link = &unit->next;
			continue;
		}
		make_stale(tier, unit, "");
		*link = unit->next;
		release_unit(unit);
	}
}

static void take_listing(struct tier *tier, struct listing *listing)
{
	struct tier_unit *unit = listing->unit;

	if (!slot_set_is(&unit->own, &listing->own)) {
		make_stale(tier, unit, "its cell defines other functions now");
		slot_set_release(&unit->own);
		unit->own = listing->own;
		listing->own = (struct slot_set){0};
	}
	slot_set_release(&listing->own);
}

// Finds the units anew: functions came, went, or are of another cell now.
static void list_units(struct session *session)
{
	struct tier *tier = &session->tier;
	struct listing *listings = NULL;
	size_t cnt = 0;

	for (struct tier_unit *unit = tier->units; unit; unit = unit->next) {
		listings = mem_grow(listings, cnt + 1, sizeof *listings);
		listings[cnt++] = (struct listing){.unit = unit};
	}
	for (struct name *name = session->symbols.names; name; name = name->hh.next) {
		struct decl *decl = name->current[SPACE_ORDINARY];
		const struct function *function =
		    decl && decl->slot ? session_current_function(&session->cell, decl) : NULL;
		size_t i = 0;

		if (!function || decl->is_broken)
			continue;
		while (i < cnt && strcmp(listings[i].unit->file, function->file) != 0)
			i++;
		if (i == cnt) {
			listings = mem_grow(listings, cnt + 1, sizeof *listings);
			listings[cnt++] = (struct listing){.unit = new_unit(tier, function->file)};
		}
		slot_set_add(&listings[i].own, decl->slot);
	}
	for (size_t i = 0; i < cnt; i++)
		take_listing(tier, &listings[i]);
	free(listings);
	drop_empty(tier);
}

// --- loading --------------------------------------------------------------------------------

static void load(struct session *session, struct tier_unit *unit)
{
	struct str message = {0};

	request_pack(&unit->request, &message);
	runner_send(&session->runner, &message);
	str_release(&message);
	unit->state = TIER_LOADING;
	list_add(&session->tier.loading, unit->file);
	session->tier.runner_pid = session->runner.pid;
}

static void refuse(struct tier_unit *unit, const char *messages)
{
	struct str why = {0};

	str_add(&why, messages, strcspn(messages, "\n"));
	set_why(unit, str_text(&why));
	str_release(&why);
	unit->state = TIER_REFUSED;
	request_release(&unit->request);
}

// Loads a unit whose object is known from before. Returns false when it is not.
static bool look_up(struct session *session, struct tier_unit *unit)
{
	struct request_unit *needed = &unit->request.units[0];
	struct str ignored = {0};
	const struct str *known =
	    session_find_object(session, needed->text, &needed->flags, &ignored);

	str_release(&ignored);
	if (!known)
		return false;
	str_add(&needed->object, known->data, known->len);
	load(session, unit);
	return true;
}

// --- compiling ------------------------------------------------------------------------------

// Has a unit that gcc refused compiled in another way, if there is one.
static bool try_otherwise(struct session *session, struct tier_unit *unit)
{
	if (!unit->reads_headers)
		unit->reads_headers = true;
	else if (!unit->is_alone && unit->inlined.cnt)
		unit->is_alone = true;
	else
		return false;
	request_release(&unit->request);
	unit->state = tier_write_text(session, unit) ? TIER_WAITING : TIER_LEFT;
	return true;
}

static void take_object(struct session *session, struct tier_unit *unit, struct cc_result *result)
{
	struct request_unit *made = &unit->request.units[0];

	unit->compile_ns += now_ns() - unit->begun_ns;
	if (!result->is_ok) {
		log_line("tier", 1, "%s: %s", unit->file, str_text(&result->messages));
		if (!try_otherwise(session, unit))
			refuse(unit, str_text(&result->messages));
		return;
	}
	log_line("tier", 2, "%s: compiled in %.0f ms", unit->file, (double)unit->compile_ns / 1e6);
	str_add(&made->object, result->output.data, result->output.len);
	session_keep_object(session, made->text, &made->flags, result);
	load(session, unit);
}

static struct tier_unit *unit_in(const struct tier *tier, enum tier_state state)
{
	struct tier_unit *unit = tier->units;

	while (unit && unit->state != state)
		unit = unit->next;
	return unit;
}

static void free_entry(struct tier_entry *entry)
{
	free(entry->file);
	free(entry->text);
	list_release(&entry->flags);
	free(entry);
}

// Takes a cell's statements off the list.
static void drop_entry(struct tier *tier, struct tier_entry *entry)
{
	struct tier_entry **link = &tier->entries;

	while (*link && *link != entry)
		link = &(*link)->next;
	if (*link)
		*link = entry->next;
	if (tier->at_entry == entry) {
		cc_stop(&tier->cc);
		tier->at_entry = NULL;
	}
	free_entry(entry);
}

// What gcc refused stays on the list, so that it is not asked again.
static void take_entry(struct session *session, struct cc_result *result)
{
	struct tier *tier = &session->tier;
	struct tier_entry *entry = tier->at_entry;

	tier->at_entry = NULL;
	if (result->is_ok) {
		session_keep_object(session, entry->text, &entry->flags, result);
		drop_entry(tier, entry);
		return;
	}
	log_line("tier", 1, "%s: %s", entry->file, str_text(&result->messages));
	entry->is_refused = true;
}

static void step_compiler(struct session *session)
{
	struct tier *tier = &session->tier;
	struct tier_unit *unit = unit_in(tier, TIER_COMPILING);
	struct cc_result result;

	if (!cc_is_busy(&tier->cc) || !cc_step(&tier->cc, &result))
		return;
	if (unit)
		take_object(session, unit, &result);
	else if (tier->at_entry)
		take_entry(session, &result);
	cc_result_release(&result);
}

static struct tier_entry *next_entry(const struct tier *tier)
{
	struct tier_entry *entry = tier->entries;

	while (entry && entry->is_refused)
		entry = entry->next;
	return entry;
}

static void start_entry(struct session *session)
{
	struct tier *tier = &session->tier;
	struct tier_entry *entry = next_entry(tier);
	struct err err = {0};

	if (!entry)
		return;
	tier->cc.is_low = !tier->is_waited_for;
	if (session_start_compiler(session, &tier->cc, CC_OBJECT, entry->text, &entry->flags,
				   &err)) {
		entry->is_refused = true;
		return;
	}
	tier->at_entry = entry;
	tier->limit_ns = now_ns() + (uint64_t)COMPILE_MAX_S * 1000000000u;
}

static void start_next(struct session *session)
{
	struct tier *tier = &session->tier;
	struct tier_unit *unit = unit_in(tier, TIER_WAITING);
	struct request_unit *request = unit ? &unit->request.units[0] : NULL;
	struct err err = {0};

	if (cc_is_busy(&tier->cc))
		return;
	if (!unit) {
		start_entry(session);
		return;
	}
	unit->begun_ns = now_ns();
	tier->cc.is_low = !tier->is_waited_for;
	if (session_start_compiler(session, &tier->cc, CC_OBJECT, request->text, &request->flags,
				   &err)) {
		refuse(unit, err.text);
		return;
	}
	unit->state = TIER_COMPILING;
	tier->limit_ns = unit->begun_ns + (uint64_t)COMPILE_MAX_S * 1000000000u;
}

static void end_hanging(struct tier *tier)
{
	struct tier_unit *unit = unit_in(tier, TIER_COMPILING);

	cc_stop(&tier->cc);
	if (tier->at_entry)
		tier->at_entry->is_refused = true;
	tier->at_entry = NULL;
	if (unit)
		refuse(unit, "the compiler took more than ten minutes");
}

// --- turns ----------------------------------------------------------------------------------

// The symbols mean what the runner runs: while a cell is prepared they are ahead of it.
static bool can_write(const struct session *session)
{
	return session->phase == PHASE_IDLE || session->phase == PHASE_RUNNING ||
	       session->phase == PHASE_OPTIMISING;
}

static void make_all_stale(struct tier *tier, const char *reason)
{
	for (struct tier_unit *unit = tier->units; unit; unit = unit->next)
		make_stale(tier, unit, reason);
}

// The session's flags are part of every text.
static void note_flags(struct session *session)
{
	struct tier *tier = &session->tier;
	struct list flags = {0};
	struct str text = {0};

	settings_cc_args(&session->settings, NULL, &flags);
	list_join(&flags, " ", &text);
	list_release(&flags);
	if (strcmp(str_text(&text), str_text(&tier->flags)) != 0)
		make_all_stale(tier, "the flags changed");
	str_release(&tier->flags);
	tier->flags = text;
}

// What a new runner does not have is loaded again.
static void note_runner(struct session *session)
{
	struct tier *tier = &session->tier;

	if (!tier->runner_pid || tier->runner_pid == session->runner.pid)
		return;
	tier->runner_pid = session->runner.pid;
	list_release(&tier->loading);
	for (struct tier_unit *unit = tier->units; unit; unit = unit->next)
		if (unit->state == TIER_LOADING || unit->state == TIER_LOADED)
			make_stale(tier, unit, "the runner is a new one");
}

// Writes the texts that are due, and loads what is known.
static void catch_up(struct session *session)
{
	struct tier *tier = &session->tier;

	note_runner(session);
	note_flags(session);
	list_units(session);
	for (struct tier_unit *unit = tier->units; unit; unit = unit->next) {
		if (unit->state != TIER_STALE)
			continue;
		unit->compile_ns = 0;
		unit->written_cnt++;
		unit->is_early = session->phase == PHASE_RUNNING;
		unit->state = tier_write_text(session, unit) ? TIER_WAITING : TIER_LEFT;
		if (unit->state == TIER_WAITING)
			look_up(session, unit);
	}
	tier->wake_ns = 0;
}

static bool is_off(const struct tier *tier)
{
	return tier->mode == TIER_OFF || !tier->cc.path;
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return !a || (b && b < a) ? b : a;
}

// Sets the timer for what is to come next without an answer from anybody.
static void set_alarm(struct session *session, uint64_t now)
{
	struct tier *tier = &session->tier;
	uint64_t at = can_write(session) ? tier->wake_ns : 0;

	if (cc_is_busy(&tier->cc))
		at = sooner(at, tier->limit_ns);
	else if (unit_in(tier, TIER_WAITING) || next_entry(tier))
		at = sooner(at, tier->start_ns);
	if (at)
		set_timer(tier, at > now ? at - now : 1);
}

void session_tier_step(struct session *session)
{
	struct tier *tier = &session->tier;
	uint64_t now, cnt;

	if (is_off(tier))
		return;
	// Also with nothing to do: an alarm that is not taken would wake the kernel for ever.
	while (read(tier->timer_fd, &cnt, sizeof cnt) > 0)
		;
	if (!tier->wake_ns && !session_tier_is_pending(session))
		return;
	now = now_ns();
	step_compiler(session);
	if (cc_is_busy(&tier->cc) && now >= tier->limit_ns)
		end_hanging(tier);
	if (tier->wake_ns && now >= tier->wake_ns && can_write(session))
		catch_up(session);
	if (now >= tier->start_ns)
		start_next(session);
	set_alarm(session, now);
}

bool session_tier_is_pending(const struct session *session)
{
	const struct tier *tier = &session->tier;

	if (is_off(tier))
		return false;
	for (const struct tier_unit *unit = tier->units; unit; unit = unit->next)
		if (unit->state <= TIER_LOADING)
			return true;
	return tier->wake_ns || next_entry(tier);
}

// --- what the session tells -----------------------------------------------------------------

// Has everything looked at when the kernel has time, and compiled when it is quiet.
static void wake(struct session *session)
{
	struct tier *tier = &session->tier;
	uint64_t now = now_ns();

	if (is_off(tier))
		return;
	tier->wake_ns = now + SOON_NS;
	tier->start_ns = now + (tier->is_waited_for ? 0 : QUIET_NS);
	set_alarm(session, now);
}

static void note_function(struct tier *tier, const struct decl *decl, const char *what)
{
	struct str reason = {0};

	str_printf(&reason, "'%s' %s", decl->name->text, what);
	for (struct tier_unit *unit = tier->units; unit; unit = unit->next)
		if (!unit->is_early &&
		    (slot_set_has(&unit->own, decl->slot) || slot_set_has(&unit->seen, decl->slot)))
			make_stale(tier, unit, reason.data);
	str_release(&reason);
}

static void forget_early(struct tier *tier)
{
	for (struct tier_unit *unit = tier->units; unit; unit = unit->next)
		unit->is_early = false;
}

void session_tier_note_start(struct session *session)
{
	struct tier *tier = &session->tier;
	uint64_t at = now_ns() + QUIET_NS;

	if (is_off(tier) || !session->cell.function_cnt || tier->wake_ns)
		return;
	tier->wake_ns = at;
	if (tier->start_ns < at)
		tier->start_ns = at;
	set_alarm(session, at - QUIET_NS);
}

void session_tier_note(struct session *session)
{
	struct tier *tier = &session->tier;
	const struct cell *cell = &session->cell;

	// What was written while the cell ran knows its definitions, but not which do not compile.
	if (session->left.cnt)
		forget_early(tier);
	if (cell->function_cnt || session->dependents.cnt) {
		for (size_t i = 0; i < cell->function_cnt; i++)
			note_function(tier, cell->functions[i].decl, "was defined again");
		for (size_t i = 0; i < session->dependents.cnt; i++)
			note_function(tier, session->dependents.items[i], "uses what was changed");
		wake(session);
	}
	forget_early(tier);
}

// A cell's earlier statements are given up; the oldest of all, too, when there are too many.
static void make_room(struct tier *tier, const char *file)
{
	size_t cnt = 0;

	for (struct tier_entry *entry = tier->entries, *next; entry; entry = next) {
		next = entry->next;
		if (!strcmp(entry->file, file) || ++cnt >= ENTRY_MAX_CNT)
			drop_entry(tier, entry);
	}
}

void session_tier_want(struct session *session, const char *file, struct str *text,
		       struct list *flags)
{
	struct tier *tier = &session->tier;
	struct tier_entry *entry = tier->entries;
	uint64_t now = now_ns();

	while (entry && strcmp(entry->text, str_text(text)) != 0)
		entry = entry->next;
	if (entry)
		return;
	make_room(tier, file);
	entry = mem_zalloc(sizeof *entry);
	*entry = (struct tier_entry){.file = mem_strdup(file),
				     .text = str_take(text),
				     .flags = *flags,
				     .next = tier->entries};
	*flags = (struct list){0};
	tier->entries = entry;
	tier->start_ns = now + (tier->is_waited_for ? 0 : QUIET_NS);
	set_alarm(session, now);
}

static void give_up_all(struct session *session)
{
	struct request request = {0};
	struct str message = {0};

	request_begin(&request, MESSAGE_LOAD);
	pack_u32(&request.head, 1);
	request_pack(&request, &message);
	runner_send(&session->runner, &message);
	list_add(&session->tier.loading, "");
	session->tier.runner_pid = session->runner.pid;
	str_release(&message);
	request_release(&request);
}

void session_tier_take_back(struct session *session)
{
	struct tier *tier = &session->tier;
	bool is_any = false;

	for (struct tier_unit *unit = tier->units; unit; unit = unit->next)
		is_any |= unit->is_early;
	if (is_any)
		session_tier_reset(session);
}

void session_tier_reset(struct session *session)
{
	note_runner(session);
	make_all_stale(&session->tier, "the session went back");
	give_up_all(session);
	wake(session);
}

void session_tier_note_restart(struct session *session)
{
	note_runner(session);
	wake(session);
}

void session_tier_loaded(struct session *session, struct unpack *in)
{
	struct tier *tier = &session->tier;
	uint32_t cnt = unpack_u32(in);
	struct tier_unit *unit = tier->loading.cnt ? find_unit(tier, tier->loading.items[0]) : NULL;
	bool is_ok = cnt && unpack_u32(in);
	char *messages = cnt ? unpack_text(in) : mem_strdup("");

	if (tier->loading.cnt)
		list_drop(&tier->loading, 0);
	// Stale by now, or sent once more.
	if (unit && unit->state == TIER_LOADING && !list_has(&tier->loading, unit->file)) {
		log_line("tier", 2, "%s: loaded%s", unit->file,
			 session->phase == PHASE_RUNNING ? " while a cell ran" : "");
		if (is_ok)
			unit->state = TIER_LOADED;
		else
			refuse(unit, messages);
	}
	free(messages);
}

// By chance: everything goes back to tier tcc, the run waits, or it does not.
static bool toss(struct session *session)
{
	static const char *const outcomes[] = {"back to tier tcc", "waits", "does not wait"};
	int chance = rand_r(&session->tier.seed) / 8 % 3; // its lowest bits are the worst

	log_line("tier", 2, "by chance: %s", outcomes[chance]);
	if (chance == 0)
		session_tier_reset(session);
	return chance == 1;
}

// A compiler at the lowest priority begins anew: its priority cannot be raised.
static void hurry(struct tier *tier)
{
	struct tier_unit *unit = unit_in(tier, TIER_COMPILING);

	if (!cc_is_busy(&tier->cc) || !tier->cc.is_low)
		return;
	cc_stop(&tier->cc);
	tier->at_entry = NULL;
	if (unit)
		unit->state = TIER_WAITING;
}

void session_tier_begin(struct session *session, bool is_waited_for)
{
	struct tier *tier = &session->tier;

	tier->is_waited_for = is_waited_for || tier->mode == TIER_SYNC ||
			      (tier->mode == TIER_RANDOM && toss(session));
	if (!tier->is_waited_for || !session_tier_is_pending(session))
		return;
	hurry(tier);
	wake(session);
}

void session_tier_interrupt(struct session *session)
{
	session->tier.is_waited_for = false;
	set_timer(&session->tier, 1);
}

bool session_tier_is_fast(const struct session *session, uint32_t slot)
{
	for (const struct tier_unit *unit = session->tier.units; unit; unit = unit->next)
		if (unit->state == TIER_LOADED && slot_set_has(&unit->own, slot) &&
		    !slot_set_has(&unit->left, slot))
			return true;
	return false;
}

bool session_tier_could(const struct session *session, const struct decl *decl,
			const struct function *function)
{
	const struct tier *tier = &session->tier;
	const struct tier_unit *unit = find_unit(tier, function->file);

	if (!tier->cc.path || decl->is_broken || function->needs_cc ||
	    !tier_can_be_swapped(function))
		return false;
	return !unit || (unit->state != TIER_REFUSED && unit->state != TIER_LEFT &&
			 !slot_set_has(&unit->left, decl->slot));
}

enum tier_mode session_tier_mode(const struct session *session)
{
	return session->tier.mode;
}

void session_set_tier(struct session *session, enum tier_mode mode)
{
	struct tier *tier = &session->tier;

	if (mode == tier->mode)
		return;
	cc_stop(&tier->cc);
	while (tier->entries)
		drop_entry(tier, tier->entries);
	tier->mode = mode;
	if (mode == TIER_OFF) {
		make_all_stale(tier, "optimising was switched off");
		give_up_all(session);
	} else {
		wake(session);
	}
}

// --- what is shown --------------------------------------------------------------------------

static int by_order(const void *a, const void *b)
{
	const struct decl *x = *(struct decl *const *)a, *y = *(struct decl *const *)b;

	return (x->slot > y->slot) - (x->slot < y->slot);
}

static struct decl **list_functions(struct session *session, const char *only, size_t *cnt)
{
	struct decl **decls = NULL;

	*cnt = 0;
	for (struct name *name = session->symbols.names; name; name = name->hh.next) {
		struct decl *decl = name->current[SPACE_ORDINARY];

		if (!decl || !decl->slot || !decl->function ||
		    (only && strcmp(only, name->text) != 0))
			continue;
		decls = mem_grow(decls, *cnt + 1, sizeof(struct decl *));
		decls[(*cnt)++] = decl;
	}
	if (*cnt)
		qsort(decls, *cnt, sizeof(struct decl *), by_order);
	return decls;
}

static void fill_row(struct session *session, const struct decl *decl, struct tier_row *row)
{
	const struct tier *tier = &session->tier;
	const struct tier_unit *unit = find_unit(tier, decl->function->file);

	*row = (struct tier_row){
	    .name = decl->function->name,
	    .label = session_label(session, decl->function->file),
	    .state = unit ? unit->state : TIER_STALE,
	    .is_fast = decl->function->needs_cc || session_tier_is_fast(session, decl->slot),
	    .why = unit && unit->why ? unit->why : "",
	    .reason = unit && unit->reason ? unit->reason : "it is new",
	};
	if (unit) {
		row->compile_ns = unit->compile_ns;
		row->written_cnt = unit->written_cnt;
	}
	if (is_off(tier) || decl->is_broken) {
		row->state = TIER_LEFT;
		row->why = decl->is_broken ? "does not compile any more"
			   : tier->cc.path ? "optimising is off"
					   : "there is no compiler";
	} else if (unit && slot_set_has(&unit->left, decl->slot)) {
		row->state = TIER_LEFT;
		row->why = "has static locals that cannot be shared";
	}
}

struct tier_row *session_tier_rows(struct session *session, const char *only, size_t *cnt)
{
	struct decl **decls = list_functions(session, only, cnt);
	struct tier_row *rows = mem_zalloc((*cnt + 1) * sizeof *rows);

	for (size_t i = 0; i < *cnt; i++)
		fill_row(session, decls[i], &rows[i]);
	free(decls);
	return rows;
}

const char *session_tier_compiler(const struct session *session)
{
	return session->tier.compiler;
}

// --- life -----------------------------------------------------------------------------------

static enum tier_mode mode_of(const char *name)
{
	static const char *const names[] = {"tcc", "auto", "cc", "random"};
	size_t len = strcspn(name, ":"); // a seed may follow

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == len && !memcmp(name, names[i], len))
			return (enum tier_mode)i;
	return TIER_AUTO;
}

// Gives the 7 of "random:7", else a number that is another one each time.
static unsigned seed_of(const char *name)
{
	const char *colon = strchr(name, ':');
	struct timespec now;

	if (colon)
		return (unsigned)strtoul(colon + 1, NULL, 10);
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned)now.tv_nsec ^ (unsigned)getpid();
}

void session_tier_init(struct session *session)
{
	struct tier *tier = &session->tier;
	const char *name = getenv("CICLE_TIER");

	if (!name)
		name = "auto";
	*tier = (struct tier){.mode = mode_of(name), .seed = seed_of(name)};
	if (tier->mode == TIER_RANDOM)
		log_line("tier", 1, "by chance: CICLE_TIER=random:%u does the same again",
			 tier->seed);
	cc_init(&tier->cc);
	if (tier->cc.path)
		tier->compiler = tier_compiler_text(tier->cc.path);
	tier->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
}

void session_tier_release(struct session *session)
{
	struct tier *tier = &session->tier;
	struct tier_unit *unit;

	cc_release(&tier->cc);
	free(tier->compiler);
	if (tier->timer_fd > 0)
		close(tier->timer_fd);
	while ((unit = tier->units)) {
		tier->units = unit->next;
		release_unit(unit);
	}
	while (tier->entries)
		drop_entry(tier, tier->entries);
	list_release(&tier->loading);
	str_release(&tier->flags);
	*tier = (struct tier){0};
}

int session_tier_fd(const struct session *session)
{
	return is_off(&session->tier) ? -1 : session->tier.timer_fd;
}

int session_tier_compiler_fd(const struct session *session)
{
	return session->tier.cc.done_fd;
}
