// tests/unit/test_carriers.c - which cells' outputs carry the script of the profile view.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "magics/carriers.h"

// Runs the cells a, b, c... in this order, one output each, and compares who carries ('x').
static void runs(struct carriers *carriers, const char *cells, const char *wanted)
{
	static int run = 0;

	for (size_t i = 0; cells[i]; i++)
		assert_int_equal(carriers_next(carriers, (uint64_t)cells[i], ++run),
				 wanted[i] == 'x');
}

static void test_two_of_each_few_cells_carry(void **state)
{
	struct carriers carriers = {0};

	(void)state;
	runs(&carriers, "abcdefghijklmnopqrst", "xx......xx......xx..");
}

static void test_outputs_of_one_run_share(void **state)
{
	struct carriers carriers = {0};

	(void)state;
	assert_true(carriers_next(&carriers, 'a', 1));
	assert_false(carriers_next(&carriers, 'a', 1));
	assert_true(carriers_next(&carriers, 'b', 2)); // so that a's may be cleared
	assert_false(carriers_next(&carriers, 'c', 3));
	assert_false(carriers_next(&carriers, 'c', 3));
}

// Whoever is run again has lost the output that it had: two others must carry.
static void test_cells_that_are_run_again(void **state)
{
	struct carriers carriers = {0};

	(void)state;
	runs(&carriers, "aaaa", "xxxx");
	runs(&carriers, "bababa", "xxxxxx");
	runs(&carriers, "cabc", ".xx.");
}

static void test_second_run_in_a_row_carries(void **state)
{
	struct carriers carriers = {0};

	(void)state;
	runs(&carriers, "abcc", "xx.x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_two_of_each_few_cells_carry),
	    cmocka_unit_test(test_outputs_of_one_run_share),
	    cmocka_unit_test(test_cells_that_are_run_again),
	    cmocka_unit_test(test_second_run_in_a_row_carries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
