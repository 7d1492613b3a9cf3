// jit/session_checkpoint.c - checkpoints of a session: what the runner is asked, and the way back.
#include "jit/session_state.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/pack.h"

// A runner that is idle answers within a few milliseconds.
#define ANSWER_STEP_MS 10
#define ANSWER_STEP_MAX 100

// --- taking ---------------------------------------------------------------------------------

// Cells that only change memory share what the names mean.
static struct snapshot *take_snapshot(const struct session *session)
{
	const struct checkpoint *newest = session->checkpoints.newest;

	return newest && newest->definition_cnt == session->definition_cnt
		   ? snapshot_share(newest->snapshot)
		   : snapshot_new(&session->symbols, &session->preprocess);
}

// The runner takes it before whatever it is asked next.
static void send_question(struct session *session, const struct checkpoint *one, uint32_t flags)
{
	struct str message = {0};

	message_begin(&message, MESSAGE_CHECKPOINT);
	pack_u32(&message, flags);
	pack_u64(&message, one->budget_ns);
	message_end(&message, 0);
	runner_send(&session->runner, &message);
	str_release(&message);
}

// Asks for a checkpoint of what the session is now, with the settings that it had.
static void ask(struct session *session, const char *name, uint64_t budget_ns,
		const struct settings *settings)
{
	struct snapshot *snapshot = take_snapshot(session);
	struct checkpoint *one = checkpoints_add(&session->checkpoints, name, budget_ns);

	one->snapshot = snapshot;
	one->definition_cnt = session->definition_cnt;
	settings_copy(&one->settings, settings);
	settings_copy(&one->accepted, &session->accepted);
	str_add(&one->sent, session->sent.data, session->sent.len);
	one->is_collecting = session->is_collecting;
	one->has_lost_functions = session->has_lost_functions;
	send_question(session, one, name ? CHECKPOINT_ASKED : 0);
}

void session_begin_cell(struct session *session, const char *label)
{
	struct checkpoints *all = &session->checkpoints;

	checkpoints_reap(all);
	checkpoints_begin_cell(all, label, &session->settings);
}

void session_note_change(struct session *session, int flags)
{
	struct checkpoints *all = &session->checkpoints;
	uint64_t budget_ns;

	if (!all->cell)
		return;
	if (all->has_moved) {
		checkpoints_run_on(all);
		return;
	}
	budget_ns =
	    checkpoints_budget_before_cell(all, flags & SESSION_IS_TIMED || session->is_collecting);
	if (budget_ns && !session->is_lost)
		ask(session, NULL, budget_ns, &all->at_begin);
	checkpoints_move(all);
}

int session_pause_ms(const struct session *session)
{
	if (session->phase != PHASE_IDLE || session->is_lost)
		return -1;
	return checkpoints_pause_ms(&session->checkpoints);
}

void session_pause(struct session *session)
{
	struct checkpoints *all = &session->checkpoints;

	checkpoints_reap(all);
	if (session_pause_ms(session) == 0)
		ask(session, NULL, checkpoints_budget_in_pause(all), &session->settings);
}

static const char *refusal_text(enum checkpoint_status status)
{
	static const char *const texts[] = {
	    [CHECKPOINT_HAS_THREADS] = "threads of cells run, which a checkpoint could not hold",
	    [CHECKPOINT_HAS_PIPES] = "cells have pipes or sockets open, which it would keep open",
	    [CHECKPOINT_TOO_LARGE] = "the session is too large for this machine's memory",
	    [CHECKPOINT_TOO_DEAR] = "it would have cost too much time",
	    [CHECKPOINT_FAILED] = ("the system has no process or descriptor to spare, or "
				   "a cell that failed left something locked"),
	};

	return status < sizeof texts / sizeof *texts && texts[status] ? texts[status] : "";
}

static void fail(struct session *session, const char *text, struct outcome *outcome)
{
	struct str traceback = {0};

	str_printf(&traceback, "\033[31mCheckpointError\033[0m: %s", text);
	outcome_set_error(outcome, "CheckpointError", text, traceback.data);
	str_release(&traceback);
	session_end_run(session);
}

// CHECKPOINTING -> over
static bool end_asking(struct session *session, const struct checkpoint_answer *answer,
		       struct outcome *outcome)
{
	struct str text = {0};

	if (answer->status == CHECKPOINT_TAKEN) {
		outcome->is_ok = true;
		session_end_run(session);
		return true;
	}
	str_printf(&text, "no checkpoint was taken: %s", refusal_text(answer->status));
	fail(session, str_text(&text), outcome);
	str_release(&text);
	return true;
}

static void drop_older_of_name(struct checkpoints *all, struct checkpoint *one)
{
	struct checkpoint *next;

	for (struct checkpoint *older = one->older; older; older = next) {
		next = older->older;
		if (one->name && older->name && !strcmp(older->name, one->name))
			checkpoints_drop(all, older);
	}
}

bool session_take_checkpointed(struct session *session, struct unpack *in, struct outcome *outcome)
{
	struct checkpoints *all = &session->checkpoints;
	struct checkpoint *pending = checkpoints_pending(all);
	struct checkpoint_answer answer = {.status = (enum checkpoint_status)unpack_u32(in)};
	bool was_asked = pending && pending->name && session->phase == PHASE_CHECKPOINTING;

	answer.pid = (pid_t)unpack_u32(in);
	answer.fork_ns = unpack_u64(in);
	answer.copy_ns = unpack_u64(in);
	answer.bytes = unpack_u64(in);
	answer.written_bytes = unpack_u64(in);
	if (!pending || in->has_failed || answer.status > CHECKPOINT_FAILED) {
		log_line("session", 0, "an answer about a checkpoint that makes no sense");
		return false;
	}
	if (answer.status == CHECKPOINT_TAKEN)
		drop_older_of_name(all, pending);
	checkpoints_settle(all, pending, &answer, runner_take_fd(&session->runner));
	return was_asked && end_asking(session, &answer, outcome);
}

int session_checkpoint(struct session *session, const char *name, struct err *err)
{
	struct checkpoints *all = &session->checkpoints;

	if (!checkpoints_find(all, name) && checkpoints_named_cnt(all) >= CHECKPOINT_NAMED_MAX)
		return err_set(err, ERR_USAGE,
			       "there are %d checkpoints with names: drop one first (%%checkpoint "
			       "drop NAME)",
			       CHECKPOINT_NAMED_MAX);
	ask(session, name, UINT64_MAX, &session->settings);
	session->phase = PHASE_CHECKPOINTING;
	return 0;
}

// --- the way back ---------------------------------------------------------------------------

static void say_restore(struct session *session)
{
	struct str message = {0};

	message_begin(&message, MESSAGE_RESTORE);
	pack_u32(&message, session->next_slot);
	message_end(&message, 0);
	runner_send(&session->runner, &message);
	str_release(&message);
}

// Gives a number that is higher the more threads the runner has; 0: it has ended.
static unsigned long count_threads(const struct session *session)
{
	char path[64];
	struct stat tasks;

	snprintf(path, sizeof path, "/proc/%d/task", (int)session->runner.pid);
	return stat(path, &tasks) ? 0 : (unsigned long)tasks.st_nlink;
}

// Makes the checkpoint's process the runner, and has it leave another one in its place.
static void wake(struct session *session, struct checkpoint *one)
{
	checkpoints_drop_pending(&session->checkpoints);
	session->thread_cnt = count_threads(session);
	runner_move(&session->runner, one->pid, one->socket_fd);
	one->pid = 0;
	one->socket_fd = -1;
	one->is_pending = true;
	session->is_lost = false;
	session->is_collecting = one->is_collecting;
	str_clear(&session->sent);
	str_add(&session->sent, one->sent.data, one->sent.len);
	say_restore(session);
	send_question(session, one, CHECKPOINT_ASKED);
	session->phase = PHASE_RESTORING;
}

static void restore_definitions(struct session *session, const struct checkpoint *one)
{
	snapshot_restore(one->snapshot, &session->symbols, &session->preprocess);
	session->definition_cnt++;
	session->has_lost_functions = one->has_lost_functions;
	settings_copy(&session->settings, &one->settings);
	settings_copy(&session->accepted, &one->accepted);
	settings_copy(&session->checkpoints.at_begin, &one->settings);
}

static void go_back(struct session *session, struct checkpoint *one)
{
	wake(session, one);
	restore_definitions(session, one);
	session_tier_reset(session);
	checkpoints_go_to(&session->checkpoints, one);
}

// Lets the runner answer what it was asked last.
static void wait_for_answers(struct session *session)
{
	struct pollfd item = {.fd = session->runner.socket_fd, .events = POLLIN};
	struct outcome none = {0};

	for (int i = 0; i < ANSWER_STEP_MAX && checkpoints_pending(&session->checkpoints); i++) {
		if (session->is_lost || poll(&item, 1, ANSWER_STEP_MS) < 0)
			return;
		session_step(session, &none); // it is idle: there is no outcome
	}
}

// Gives how many cells back the nearest moment with a checkpoint is, from so many on in steps of 1
// or -1; 0: there is none.
static size_t nearest(const struct checkpoints *all, size_t cnt, int step)
{
	const struct moment *at;

	for (cnt += (size_t)step; cnt && (at = checkpoints_back(all, cnt, NULL));
	     cnt += (size_t)step)
		if (checkpoints_at(all, at))
			return cnt;
	return 0;
}

static void tell_nearest(const struct checkpoints *all, size_t cnt, struct str *text)
{
	if (cnt)
		str_printf(text, "; %%undo %zu goes back before %s", cnt,
			   checkpoints_cell_after(all, checkpoints_back(all, cnt, NULL)));
}

// Says what can be gone back to instead.
static int no_checkpoint_at(const struct session *session, size_t cnt, struct err *err)
{
	const struct checkpoints *all = &session->checkpoints;
	const struct moment *wanted = checkpoints_back(all, cnt, NULL);
	struct str text = {0};

	str_printf(&text, "there is no checkpoint before %s", checkpoints_cell_after(all, wanted));
	if (all->refused_at == wanted)
		str_printf(&text, ": %s", refusal_text(all->refusal));
	tell_nearest(all, nearest(all, cnt, -1), &text);
	tell_nearest(all, nearest(all, cnt, 1), &text);
	if (all->mode == CHECKPOINTS_OFF)
		str_puts(&text, "; %checkpoint auto has them taken again");
	else if (all->mode == CHECKPOINTS_AUTO)
		str_puts(&text, "; %checkpoint on has one taken before every cell");
	err_set(err, ERR_USAGE, "%s", text.data);
	str_release(&text);
	return -1;
}

int session_undo(struct session *session, size_t cnt, struct str *told, struct err *err)
{
	struct checkpoints *all = &session->checkpoints;
	const struct moment *moment = checkpoints_back(all, cnt, NULL);
	struct checkpoint *one;
	struct str undone = {0};

	if (!moment)
		return err_set(err, ERR_USAGE, "fewer than %zu cells have changed anything", cnt);
	wait_for_answers(session);
	one = checkpoints_at(all, moment);
	if (!one)
		return no_checkpoint_at(session, cnt, err);
	checkpoints_back(all, cnt, &undone);
	str_printf(told, "back before %s; undone: %s\n", checkpoints_cell_after(all, moment),
		   str_text(&undone));
	str_release(&undone);
	go_back(session, one);
	return 0;
}

static int no_checkpoint(const char *name, struct err *err)
{
	return err_set(err, ERR_USAGE,
		       "there is no checkpoint '%s'; %%checkpoint list shows those there are",
		       name);
}

int session_restore(struct session *session, const char *name, struct str *told, struct err *err)
{
	struct checkpoint *one;

	wait_for_answers(session);
	one = checkpoints_find(&session->checkpoints, name);
	if (!one)
		return no_checkpoint(name, err);
	str_printf(told, "back at '%s', %s%s\n", name,
		   !one->moment->label ? "before all cells"
		   : one->is_within    ? "within "
				       : "after ",
		   one->moment->label ? one->moment->label : "");
	go_back(session, one);
	return 0;
}

// RESTORING -> over
bool session_take_restored(struct session *session, struct outcome *outcome)
{
	if (session->loss.len) {
		session_tell_gone(session, &session->loss);
		outcome_set_error(outcome, "RunnerDied", session->loss.data, session->loss.data);
	} else {
		outcome->is_ok = true;
	}
	if (session->thread_cnt > count_threads(session))
		str_puts(&outcome->warnings,
			 "threads that cells had started have ended: checkpoints hold none\n");
	str_clear(&session->loss);
	session_end_run(session);
	return true;
}

// --- when a run went wrong ------------------------------------------------------------------

bool session_return_after_loss(struct session *session, const char *how)
{
	struct checkpoints *all = &session->checkpoints;
	struct checkpoint *one = checkpoints_latest(all);
	const char *cell;

	if (!one)
		return false;
	cell = checkpoints_cell_after(all, one->moment);
	str_clear(&session->loss);
	str_printf(&session->loss,
		   "%s; memory is as it was %s %s. Functions, types and macros are kept", how,
		   cell ? "before" : "after",
		   cell                 ? cell
		   : one->moment->label ? one->moment->label
					: "the start");
	wake(session, one);
	session_drop_newer(session, one->snapshot);
	session_tier_reset(session);
	return true;
}

void session_drop_newer(struct session *session, const struct snapshot *snapshot)
{
	snapshot_drop_newer(snapshot, &session->symbols, &session->gone);
	session->definition_cnt++;
	session->has_lost_functions = true;
}

void session_tell_gone(struct session *session, struct str *text)
{
	if (session->gone.len)
		str_printf(text, "; gone, with the memory that they had: %s", session->gone.data);
	str_clear(&session->gone);
}

void session_tell_memory(const struct session *session, struct str *text)
{
	const struct checkpoints *all = &session->checkpoints;
	const struct moment *before = all->has_moved ? all->now->before : NULL;

	str_puts(text, "Memory is as it was at the fault");
	if (before && checkpoints_at(all, before))
		str_printf(text, "; %%undo brings back what it was before %s", all->now->label);
	str_puts(text, ".");
}

// --- for magics -----------------------------------------------------------------------------

void session_set_checkpoints(struct session *session, enum checkpoint_mode mode)
{
	session->checkpoints.mode = mode;
}

const struct checkpoints *session_checkpoints(struct session *session)
{
	if (session_is_idle(session))
		wait_for_answers(session);
	return &session->checkpoints;
}

int session_drop_checkpoint(struct session *session, const char *name, struct err *err)
{
	struct checkpoint *one;

	wait_for_answers(session);
	one = checkpoints_find(&session->checkpoints, name);
	if (!one)
		return no_checkpoint(name, err);
	checkpoints_drop(&session->checkpoints, one);
	return 0;
}
