// jit/checkpoint.c - the checkpoints that a session has, the cells between them, and when to take
// one.
#include "jit/checkpoint.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

// Older cells cannot be undone one by one.
#define MOMENT_MAX 1000
#define TRIM_INTERVAL 100
// A pause is so long.
#define PAUSE_NS 50000000
// How often an end is waited for that takes longer.
#define REAP_MS 10
// In a pause a checkpoint may cost so much, or a part of the last run's time.
#define PAUSE_BUDGET_NS 2000000
#define BUDGET_PART 20 // 5 %
// What a checkpoint is taken to cost before one was measured.
#define COST_NS 1000000
// Checkpoints hold at most one part in so many of the machine's memory.
#define MEMORY_PART 4
#define PAGE_BYTES 4096

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// --- moments --------------------------------------------------------------------------------

static struct moment *moment_share(struct moment *moment)
{
	moment->owner_cnt++;
	return moment;
}

static void moment_free(struct moment *moment)
{
	while (moment && --moment->owner_cnt == 0) {
		struct moment *before = moment->before;

		free(moment->label);
		free(moment);
		moment = before;
	}
}

// Takes before.
static struct moment *moment_new(const char *label, struct moment *before)
{
	struct moment *moment = mem_zalloc(sizeof *moment);

	moment->label = label ? mem_strdup(label) : NULL;
	moment->before = before;
	moment->owner_cnt = 1;
	return moment;
}

static void trim(struct moment *moment)
{
	for (int i = 0; moment && i < MOMENT_MAX; i++)
		moment = moment->before;
	if (!moment)
		return;
	moment_free(moment->before);
	moment->before = NULL;
}

void checkpoints_move(struct checkpoints *all)
{
	all->now = moment_new(all->cell, all->now);
	all->has_moved = true;
	if (++all->moment_cnt % TRIM_INTERVAL == 0)
		trim(all->now);
}

static void move_back(struct checkpoints *all)
{
	struct moment *left = all->now;

	all->now = moment_share(left->before);
	moment_free(left);
}

void checkpoints_begin_cell(struct checkpoints *all, const char *label,
			    const struct settings *settings)
{
	bool has_set = all->cell && !settings_are_equal(&all->at_begin, settings);

	if (has_set && !all->has_moved)
		checkpoints_move(all);
	else if (all->has_moved && !all->has_changed && !has_set && all->now->before)
		move_back(all);
	free(all->cell);
	all->cell = label ? mem_strdup(label) : NULL;
	all->has_moved = all->has_changed = false;
	settings_copy(&all->at_begin, settings);
}

void checkpoints_run_on(struct checkpoints *all)
{
	for (struct checkpoint *one = all->newest; one; one = one->older)
		one->is_within |= one->moment == all->now;
}

struct moment *checkpoints_back(const struct checkpoints *all, size_t cnt, struct str *undone)
{
	struct moment *moment = all->now;
	struct str names = {0};

	for (; cnt > 0 && moment->before; cnt--, moment = moment->before) {
		struct str longer = {0};

		str_printf(&longer, "%s%s%s", moment->label, names.len ? ", " : "",
			   str_text(&names));
		str_release(&names);
		names = longer;
	}
	if (undone)
		str_puts(undone, str_text(&names));
	str_release(&names);
	return cnt > 0 ? NULL : moment;
}

const char *checkpoints_cell_after(const struct checkpoints *all, const struct moment *moment)
{
	for (const struct moment *at = all->now; at; at = at->before)
		if (at->before == moment)
			return at->label;
	return NULL;
}

bool checkpoints_has_cell(const struct checkpoints *all, const char *label)
{
	const struct moment *at = all->now;

	for (; at->label; at = at->before)
		if (!strcmp(at->label, label) || !at->before)
			return true;
	return false;
}

static bool is_on_way(const struct checkpoints *all, const struct moment *moment)
{
	const struct moment *at = all->now;

	while (at && at != moment)
		at = at->before;
	return at != NULL;
}

// --- life -----------------------------------------------------------------------------------

void checkpoints_init(struct checkpoints *all)
{
	*all = (struct checkpoints){
	    .mode = CHECKPOINTS_AUTO, .cost_ns = COST_NS, .ended_ns = now_ns()};
	all->now = moment_new(NULL, NULL);
}

static void checkpoint_free(struct checkpoint *checkpoint)
{
	free(checkpoint->name);
	moment_free(checkpoint->moment);
	snapshot_free(checkpoint->snapshot);
	settings_release(&checkpoint->settings);
	settings_release(&checkpoint->accepted);
	str_release(&checkpoint->sent);
	free(checkpoint);
}

struct checkpoint *checkpoints_add(struct checkpoints *all, const char *name, uint64_t budget_ns)
{
	struct checkpoint *checkpoint = mem_zalloc(sizeof *checkpoint);

	checkpoint->name = name ? mem_strdup(name) : NULL;
	checkpoint->moment = moment_share(all->now);
	checkpoint->is_pending = true;
	checkpoint->socket_fd = -1;
	checkpoint->budget_ns = budget_ns;
	checkpoint->older = all->newest;
	all->newest = checkpoint;
	return checkpoint;
}

static void end_process(struct checkpoints *all, struct checkpoint *checkpoint)
{
	if (checkpoint->socket_fd >= 0)
		close(checkpoint->socket_fd);
	checkpoint->socket_fd = -1;
	if (checkpoint->pid <= 0)
		return;
	kill(checkpoint->pid, SIGKILL);
	all->dying = mem_grow(all->dying, all->dying_cnt + 1, sizeof *all->dying);
	all->dying[all->dying_cnt++] = checkpoint->pid;
	checkpoint->pid = 0;
}

static void unlink_checkpoint(struct checkpoints *all, const struct checkpoint *checkpoint)
{
	struct checkpoint **link = &all->newest;

	while (*link != checkpoint)
		link = &(*link)->older;
	*link = checkpoint->older;
}

void checkpoints_drop(struct checkpoints *all, struct checkpoint *checkpoint)
{
	unlink_checkpoint(all, checkpoint);
	end_process(all, checkpoint);
	checkpoint_free(checkpoint);
}

void checkpoints_drop_pending(struct checkpoints *all)
{
	struct checkpoint *pending;

	while ((pending = checkpoints_pending(all)))
		checkpoints_drop(all, pending);
}

static void reap(struct checkpoints *all, int flags)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->dying_cnt; i++)
		if (waitpid(all->dying[i], NULL, flags) == 0)
			all->dying[kept++] = all->dying[i];
	all->dying_cnt = kept;
}

void checkpoints_reap(struct checkpoints *all)
{
	reap(all, WNOHANG);
}

void checkpoints_release(struct checkpoints *all)
{
	while (all->newest)
		checkpoints_drop(all, all->newest);
	reap(all, 0);
	free(all->dying);
	moment_free(all->now);
	moment_free(all->refused_at);
	settings_release(&all->at_begin);
	free(all->cell);
	*all = (struct checkpoints){0};
}

// --- finding --------------------------------------------------------------------------------

struct checkpoint *checkpoints_pending(const struct checkpoints *all)
{
	struct checkpoint *oldest = NULL;

	for (struct checkpoint *one = all->newest; one; one = one->older)
		if (one->is_pending)
			oldest = one;
	return oldest;
}

struct checkpoint *checkpoints_find(const struct checkpoints *all, const char *name)
{
	struct checkpoint *one = all->newest;

	while (one && (one->is_pending || !one->name || strcmp(one->name, name) != 0))
		one = one->older;
	return one;
}

struct checkpoint *checkpoints_at(const struct checkpoints *all, const struct moment *moment)
{
	struct checkpoint *one = all->newest;

	while (one && (one->is_pending || one->is_within || one->moment != moment))
		one = one->older;
	return one;
}

// The moments are looked through from now on: one that the session went back to may be older than
// others that are further on the way.
struct checkpoint *checkpoints_latest(const struct checkpoints *all)
{
	for (const struct moment *at = all->now; at; at = at->before) {
		struct checkpoint *one = checkpoints_at(all, at);

		if (one)
			return one;
	}
	return NULL;
}

void checkpoints_go_to(struct checkpoints *all, const struct checkpoint *checkpoint)
{
	struct checkpoint *next;
	struct moment *left = all->now;

	all->now = moment_share(checkpoint->moment);
	moment_free(left);
	all->has_moved = all->has_changed = false;
	for (struct checkpoint *one = all->newest; one; one = next) {
		next = one->older;
		if (!one->name && !is_on_way(all, one->moment))
			checkpoints_drop(all, one);
	}
}

size_t checkpoints_named_cnt(const struct checkpoints *all)
{
	size_t cnt = 0;

	for (const struct checkpoint *one = all->newest; one; one = one->older)
		cnt += one->name != NULL;
	return cnt;
}

// --- when -----------------------------------------------------------------------------------

void checkpoints_note_run(struct checkpoints *all, uint64_t run_ns)
{
	uint64_t earned_ns = run_ns / BUDGET_PART;

	all->ended_ns = now_ns();
	all->run_ns = run_ns;
	all->since_ns += run_ns;
	all->debt_ns -= earned_ns < all->debt_ns ? earned_ns : all->debt_ns;
}

static bool has_one_now(const struct checkpoints *all)
{
	for (const struct checkpoint *one = all->newest; one; one = one->older)
		if (one->moment == all->now && !one->is_within)
			return true;
	return false;
}

static bool is_wanted(const struct checkpoints *all)
{
	return all->mode != CHECKPOINTS_OFF && !has_one_now(all) &&
	       (all->mode == CHECKPOINTS_ON || (!all->debt_ns && all->refused_at != all->now));
}

uint64_t checkpoints_budget_in_pause(const struct checkpoints *all)
{
	uint64_t budget_ns = all->run_ns / BUDGET_PART;

	return budget_ns > PAUSE_BUDGET_NS ? budget_ns : PAUSE_BUDGET_NS;
}

static bool is_wanted_in_pause(const struct checkpoints *all)
{
	return all->mode == CHECKPOINTS_AUTO && is_wanted(all);
}

static bool is_pause(const struct checkpoints *all)
{
	return now_ns() - all->ended_ns >= PAUSE_NS;
}

int checkpoints_pause_ms(const struct checkpoints *all)
{
	uint64_t passed_ns = now_ns() - all->ended_ns;
	bool is_wanted = is_wanted_in_pause(all);

	if (!all->dying_cnt && !is_wanted)
		return -1;
	if (passed_ns < PAUSE_NS)
		return (int)((PAUSE_NS - passed_ns) / 1000000) + 1;
	return is_wanted ? 0 : REAP_MS;
}

uint64_t checkpoints_budget_before_cell(const struct checkpoints *all, bool is_timed)
{
	uint64_t budget_ns = all->since_ns / BUDGET_PART;

	if (!is_wanted(all))
		return 0;
	if (all->mode == CHECKPOINTS_ON)
		return UINT64_MAX;
	if (is_timed)
		return 0;
	if (is_pause(all)) // the owner had no time for it
		return checkpoints_budget_in_pause(all);
	return budget_ns < all->cost_ns ? 0 : budget_ns;
}

// What was taken last now has its whole price: the fork, and what was written since.
static void settle_last(struct checkpoints *all, const struct checkpoint *pending,
			const struct checkpoint_answer *answer)
{
	struct checkpoint *last = pending->older;
	uint64_t held_bytes;

	while (last && last->is_pending)
		last = last->older;
	if (!last)
		return;
	held_bytes = answer->written_bytes < last->bytes ? answer->written_bytes : last->bytes;
	if (held_bytes > last->held_bytes)
		last->held_bytes = held_bytes;
	all->cost_ns = last->fork_ns + held_bytes / PAGE_BYTES * answer->copy_ns;
	if (all->mode == CHECKPOINTS_AUTO && !last->name && all->cost_ns > last->budget_ns)
		all->debt_ns += all->cost_ns - last->budget_ns;
}

static struct checkpoint *oldest_automatic(const struct checkpoints *all)
{
	struct checkpoint *oldest = NULL;

	for (struct checkpoint *one = all->newest; one; one = one->older)
		if (!one->name && !one->is_pending)
			oldest = one;
	return oldest;
}

static bool are_too_many(const struct checkpoints *all)
{
	uint64_t most =
	    (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE) / MEMORY_PART;
	uint64_t held_bytes = 0;
	size_t cnt = 0;

	for (const struct checkpoint *one = all->newest; one; one = one->older) {
		cnt += !one->name;
		held_bytes += one->held_bytes;
	}
	return cnt > CHECKPOINT_AUTOMATIC_MAX || held_bytes > most;
}

// A process that is no child of ours is none to kill later.
static bool is_child(pid_t pid)
{
	siginfo_t info;

	return pid > 0 && !waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT);
}

void checkpoints_settle(struct checkpoints *all, struct checkpoint *checkpoint,
			const struct checkpoint_answer *answer, int socket_fd)
{
	struct checkpoint *oldest;

	settle_last(all, checkpoint, answer);
	checkpoint->is_pending = false;
	checkpoint->socket_fd = socket_fd;
	if (answer->status != CHECKPOINT_TAKEN || socket_fd < 0 || !is_child(answer->pid)) {
		if (answer->status == CHECKPOINT_TOO_DEAR)
			all->cost_ns = answer->fork_ns;
		all->refusal = answer->status ? answer->status : CHECKPOINT_FAILED;
		moment_free(all->refused_at);
		all->refused_at = moment_share(checkpoint->moment);
		if (is_child(answer->pid)) // one that came to nothing
			checkpoint->pid = answer->pid;
		checkpoints_drop(all, checkpoint);
		return;
	}
	checkpoint->pid = answer->pid;
	checkpoint->fork_ns = answer->fork_ns;
	checkpoint->bytes = answer->bytes;
	all->since_ns = 0;
	while (are_too_many(all) && (oldest = oldest_automatic(all)))
		checkpoints_drop(all, oldest);
}
