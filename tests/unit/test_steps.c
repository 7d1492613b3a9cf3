// tests/unit/test_steps.c - where a run's time goes (jit/steps.c, magics/compile_log.c).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "jit/steps.h"
#include "magics/compile_log.h"

static void test_each_moment_belongs_to_one_step(void **state)
{
	struct steps steps;
	uint64_t start, sum = 0;

	(void)state;
	steps_begin(&steps);
	start = steps.mark_ns;
	for (int i = 0; i < 100; i++)
		steps_end(&steps, (enum step)(i % STEP_CNT));
	for (int i = 0; i < STEP_CNT; i++)
		sum += steps.ns[i];
	assert_int_equal(sum, steps.mark_ns - start);
}

static void test_a_wait_is_what_the_runner_did(void **state)
{
	struct steps steps = {.waited_ns = 1000};

	(void)state;
	steps_tell(&steps, true, 300, 100, 500);
	assert_int_equal(steps.ns[STEP_TCC], 200);
	assert_int_equal(steps.ns[STEP_LINK], 100);
	assert_int_equal(steps.ns[STEP_RUN], 500);
	assert_int_equal(steps.ns[STEP_OTHER], 200);
	assert_int_equal(steps.waited_ns, 0);
}

static void test_figures_that_cannot_be_do_no_harm(void **state)
{
	struct steps steps = {.waited_ns = 10};

	(void)state;
	steps_tell(&steps, true, 300, 900, 500);
	assert_int_equal(steps.ns[STEP_TCC], 0);
	assert_int_equal(steps.ns[STEP_LINK], 300);
	assert_int_equal(steps.ns[STEP_OTHER], 0);
}

static void test_what_does_not_compile_was_the_compilers_time(void **state)
{
	struct steps steps = {.waited_ns = 70};

	(void)state;
	steps_tell(&steps, false, 0, 0, 0);
	assert_int_equal(steps.ns[STEP_TCC], 70);
}

static void test_pieces_of_a_cell_are_one_row(void **state)
{
	struct compile_log log = {0};
	struct str text = {0}, html = {0};
	uint64_t ns[STEP_CNT] = {[STEP_TCC] = 1000000};

	(void)state;
	compile_log_add(&log, 1, "  int <x>;\nint y;", ns);
	compile_log_add(&log, 1, "  int <x>;\nint y;", ns);
	ns[STEP_TCC] = 0;
	ns[STEP_RUN] = 5000000;
	compile_log_add(&log, 2, "y", ns);
	assert_int_equal(log.cnt, 2);
	compile_log_print(&log, 10, &text, &html);
	assert_string_equal(text.data, "           compile       tcc       run   (ms)\n"
				       "In[1]        2.000     2.000             int <x>;\n"
				       "In[2]                            5.000   y\n");
	assert_non_null(strstr(html.data, "int &lt;x&gt;;"));
	str_release(&text);
	str_release(&html);
	compile_log_release(&log);
}

static void test_the_log_is_bounded(void **state)
{
	struct compile_log log = {0};
	uint64_t ns[STEP_CNT] = {0};

	(void)state;
	for (int i = 1; i <= 2500; i++)
		compile_log_add(&log, i, "x", ns);
	assert_int_equal(log.cnt, 1000);
	assert_int_equal(log.items[999].number, 2500);
	compile_log_release(&log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_moment_belongs_to_one_step),
	    cmocka_unit_test(test_a_wait_is_what_the_runner_did),
	    cmocka_unit_test(test_figures_that_cannot_be_do_no_harm),
	    cmocka_unit_test(test_what_does_not_compile_was_the_compilers_time),
	    cmocka_unit_test(test_pieces_of_a_cell_are_one_row),
	    cmocka_unit_test(test_the_log_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
