// tests/unit/test_checkpoint.c - moments, which checkpoint is gone back to, and when one is taken,
// of jit/checkpoint.c.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "jit/checkpoint.h"

#define MS 1000000

static struct checkpoints all;
static struct settings settings;

static int set_up(void **state)
{
	(void)state;
	checkpoints_init(&all);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	checkpoints_release(&all);
	settings_release(&settings);
	return 0;
}

static void begin(const char *label)
{
	checkpoints_begin_cell(&all, label, &settings);
}

static void run(const char *label)
{
	begin(label);
	checkpoints_move(&all);
	all.has_changed = true;
}

static pid_t start_process(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		pause();
		_exit(0);
	}
	return pid;
}

// Answers as the runner does when all goes well.
static struct checkpoint *take(const char *name)
{
	struct checkpoint *one = checkpoints_add(&all, name, 0);
	const struct checkpoint_answer answer = {
	    .pid = start_process(), .fork_ns = MS, .copy_ns = 1000, .bytes = 4096000};

	checkpoints_settle(&all, one, &answer, dup(0));
	return one;
}

static void refuse(enum checkpoint_status status)
{
	struct checkpoint *one = checkpoints_add(&all, NULL, 0);

	checkpoints_settle(&all, one, &(struct checkpoint_answer){.status = status}, -1);
}

static void test_cells_are_counted_back(void **state)
{
	struct moment *first = all.now, *second;
	struct str undone = {0};

	(void)state;
	run("In[1]");
	second = all.now;
	run("In[2]");
	run("In[3]");
	assert_ptr_equal(checkpoints_back(&all, 2, &undone), second);
	assert_string_equal(str_text(&undone), "In[2], In[3]");
	assert_ptr_equal(checkpoints_back(&all, 3, NULL), first);
	assert_null(checkpoints_back(&all, 4, NULL));
	assert_string_equal(checkpoints_cell_after(&all, second), "In[2]");
	assert_null(checkpoints_cell_after(&all, all.now));
	str_release(&undone);
}

static void test_a_cell_that_changes_nothing_is_none(void **state)
{
	struct moment *before = all.now;

	(void)state;
	begin("In[1]"); // only shows something
	begin("In[2]");
	checkpoints_move(&all); // does not compile
	begin("In[3]");
	assert_ptr_equal(all.now, before);
	list_add(&settings.macros, "#define N 1"); // only sets something
	begin("In[4]");
	assert_string_equal(all.now->label, "In[3]");
	assert_ptr_equal(all.now->before, before);
}

static void test_old_cells_are_forgotten(void **state)
{
	char label[32];

	(void)state;
	for (int i = 1; i <= 2000; i++) {
		snprintf(label, sizeof label, "In[%d]", i);
		run(label);
	}
	assert_non_null(checkpoints_back(&all, 900, NULL));
	assert_null(checkpoints_back(&all, 1200, NULL));
	assert_true(checkpoints_has_cell(&all, "In[1999]"));
	assert_true(checkpoints_has_cell(&all, "In[1]")); // nobody knows
}

static void test_going_back_drops_what_came_after(void **state)
{
	struct checkpoint *early = take(NULL), *named;

	(void)state;
	run("In[1]");
	take(NULL);
	named = take("late");
	run("In[2]");
	take(NULL);
	checkpoints_go_to(&all, early);
	assert_ptr_equal(checkpoints_latest(&all), early);
	assert_ptr_equal(checkpoints_find(&all, "late"), named);
	assert_ptr_equal(all.newest, named);
	assert_ptr_equal(named->older, early);
	assert_false(checkpoints_has_cell(&all, "In[1]"));
	checkpoints_go_to(&all, named);
	assert_true(checkpoints_has_cell(&all, "In[1]"));
	assert_ptr_equal(checkpoints_latest(&all), named);
}

static void test_the_latest_is_that_of_the_latest_moment(void **state)
{
	struct checkpoint *first = take("first"), *second;

	(void)state;
	run("In[1]");
	second = take(NULL);
	assert_ptr_equal(checkpoints_latest(&all), second);
	first->is_pending = true; // it is woken, and takes itself again
	assert_null(checkpoints_find(&all, "first"));
	assert_ptr_equal(checkpoints_pending(&all), first);
	first->is_pending = false;
	assert_ptr_equal(checkpoints_latest(&all), second);
	assert_ptr_equal(checkpoints_at(&all, first->moment), first);
}

static void test_one_within_a_cell_is_found_by_name_only(void **state)
{
	struct checkpoint *before = take(NULL), *within;

	(void)state;
	run("In[1]");
	within = take("half");
	assert_ptr_equal(checkpoints_at(&all, all.now), within); // so far it is the cell's end
	checkpoints_run_on(&all);
	assert_null(checkpoints_at(&all, all.now));
	assert_ptr_equal(checkpoints_latest(&all), before);
	assert_ptr_equal(checkpoints_find(&all, "half"), within);
	all.ended_ns = 0;
	all.debt_ns = 0;
	assert_int_equal(checkpoints_pause_ms(&all), 0); // the end has none yet
}

static void test_refused_ones_are_no_checkpoints(void **state)
{
	(void)state;
	all.ended_ns = 0;
	assert_int_equal(checkpoints_pause_ms(&all), 0);
	refuse(CHECKPOINT_HAS_THREADS);
	assert_null(all.newest);
	assert_int_equal(all.refusal, CHECKPOINT_HAS_THREADS);
	assert_ptr_equal(all.refused_at, all.now);
	assert_int_equal(checkpoints_pause_ms(&all), -1); // not again before something happens
	run("In[1]");
	assert_int_equal(checkpoints_pause_ms(&all), 0);
}

static void test_an_answer_without_a_process_of_ours_is_none(void **state)
{
	struct checkpoint *one = checkpoints_add(&all, NULL, 0);

	(void)state;
	checkpoints_settle(&all, one, &(struct checkpoint_answer){.pid = getppid()}, dup(0));
	assert_null(all.newest);
	one = checkpoints_add(&all, NULL, 0);
	checkpoints_settle(&all, one, &(struct checkpoint_answer){.pid = 0}, -1);
	assert_null(all.newest);
}

static void test_processes_end_and_are_reaped(void **state)
{
	pid_t pid = take(NULL)->pid;

	(void)state;
	checkpoints_drop(&all, all.newest);
	assert_int_equal(all.dying_cnt, 1);
	for (int i = 0; i < 1000 && all.dying_cnt; i++) {
		checkpoints_reap(&all);
		usleep(1000);
	}
	assert_int_equal(all.dying_cnt, 0);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), -1);
}

static void test_the_oldest_go_when_there_are_too_many(void **state)
{
	struct checkpoint *named = take("kept");
	size_t cnt = 0;

	(void)state;
	for (int i = 0; i < CHECKPOINT_AUTOMATIC_MAX + 5; i++)
		take(NULL);
	for (const struct checkpoint *one = all.newest; one; one = one->older)
		cnt += !one->name;
	assert_int_equal(cnt, CHECKPOINT_AUTOMATIC_MAX);
	assert_ptr_equal(checkpoints_find(&all, "kept"), named);
	assert_int_equal(checkpoints_named_cnt(&all), 1);
}

static void test_when_one_is_taken(void **state)
{
	(void)state;
	assert_int_equal(checkpoints_budget_before_cell(&all, false), 0); // no pause
	assert_in_range(checkpoints_pause_ms(&all), 1, 51);
	checkpoints_note_run(&all, 1000 * MS);
	assert_int_equal(checkpoints_budget_before_cell(&all, false), 50 * MS); // 5 %
	assert_int_equal(checkpoints_budget_before_cell(&all, true), 0);
	assert_int_equal(checkpoints_budget_in_pause(&all), 50 * MS);
	checkpoints_note_run(&all, MS);
	assert_int_equal(checkpoints_budget_in_pause(&all), 2 * MS);
	all.mode = CHECKPOINTS_ON;
	assert_true(checkpoints_budget_before_cell(&all, true) == UINT64_MAX);
	assert_int_equal(checkpoints_pause_ms(&all), -1);
	all.mode = CHECKPOINTS_OFF;
	assert_int_equal(checkpoints_budget_before_cell(&all, false), 0);
	all.mode = CHECKPOINTS_AUTO;
	take(NULL);
	checkpoints_note_run(&all, 1000 * MS);
	assert_int_equal(checkpoints_budget_before_cell(&all, false), 0); // it is there
	run("In[1]");
	assert_int_equal(checkpoints_budget_before_cell(&all, false), 50 * MS);
}

static void test_a_dear_one_is_paid_before_the_next(void **state)
{
	struct checkpoint *one = take(NULL);
	struct checkpoint_answer answer = {.copy_ns = 10000, .written_bytes = 4096000, .bytes = 1};

	(void)state;
	one->budget_ns = 2 * MS;
	run("In[1]"); // writes to a thousand pages: 10 ms, and 1 ms for the fork
	answer.pid = start_process();
	checkpoints_settle(&all, checkpoints_add(&all, NULL, 2 * MS), &answer, dup(0));
	assert_int_equal(one->held_bytes, 4096000);
	assert_int_equal(all.cost_ns, 11 * MS);
	assert_int_equal(all.debt_ns, 9 * MS);
	run("In[2]");
	all.ended_ns = 0;
	assert_int_equal(checkpoints_pause_ms(&all), -1);
	checkpoints_note_run(&all, 180 * MS); // earns 5 %
	all.ended_ns = 0;
	assert_int_equal(checkpoints_pause_ms(&all), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_cells_are_counted_back),
	    TEST(test_a_cell_that_changes_nothing_is_none),
	    TEST(test_old_cells_are_forgotten),
	    TEST(test_going_back_drops_what_came_after),
	    TEST(test_the_latest_is_that_of_the_latest_moment),
	    TEST(test_one_within_a_cell_is_found_by_name_only),
	    TEST(test_refused_ones_are_no_checkpoints),
	    TEST(test_an_answer_without_a_process_of_ours_is_none),
	    TEST(test_processes_end_and_are_reaped),
	    TEST(test_the_oldest_go_when_there_are_too_many),
	    TEST(test_when_one_is_taken),
	    TEST(test_a_dear_one_is_paid_before_the_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
