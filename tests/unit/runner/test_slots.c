// tests/unit/runner/test_slots.c - stubs and homes of jit/runner/slots.c.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

#include "jit/runner/arch.h"
#include "jit/runner/region.h"
#include "jit/runner/slots.h"

static int one(void)
{
	return 1;
}

static int two(void)
{
	return 2;
}

static double half(double x)
{
	return x / 2;
}

static struct slots *slots;

static int set_up(void **state)
{
	(void)state;
	region_init();
	slots = slots_new();
	return slots ? 0 : -1;
}

static void test_a_stub_leads_to_its_newest_target(void **state)
{
	int (*stub)(void) = (int (*)(void))slots_stub(slots, 1, "f", (void *)one);

	(void)state;
	assert_int_equal(stub(), 1);
	slots_set_target(slots, 1, (void *)two);
	assert_int_equal(stub(), 2);
	assert_ptr_equal(slots_target(slots, 1), (void *)two);
	slots_set_target(slots, 1, NULL);
	assert_null(slots_target(slots, 1));
	assert_true(slots_has_code(slots, (void *)stub));
	assert_false(slots_has_code(slots, (void *)one));
}

// No thread is the one that is caught, so calls go on.
static void test_caught_calls_of_other_threads_go_on(void **state)
{
	double (*stub)(double) = (double (*)(double))slots_stub(slots, 4, "half", NULL);
	int (*fast)(void) = (int (*)(void))slots_stub(slots, 5, "fast", NULL);

	(void)state;
	slots_define(slots, 4, (void *)half);
	slots_define(slots, 5, (void *)one);
	slots_set_fast(slots, 5, (void *)two);
	assert_true(slots_catch_calls(slots));
	assert_ptr_equal(slots_target(slots, 4), (void *)arch_caught);
	assert_ptr_equal(slots_target(slots, 5), (void *)two);
	assert_true(stub(3) == 1.5);
	assert_int_equal(fast(), 2);
	slots_release_calls(slots);
	assert_ptr_equal(slots_target(slots, 4), (void *)half);
	assert_true(stub(3) == 1.5);
	slots_define(slots, 4, NULL);
	slots_define(slots, 5, NULL);
	assert_false(slots_catch_calls(slots));
}

static void test_a_stub_keeps_its_address(void **state)
{
	void *first = slots_stub(slots, 2, "g", NULL);

	(void)state;
	for (uint32_t i = 1000; i < 2000; i++)
		assert_ptr_not_equal(slots_stub(slots, i, "many", (void *)one), first);
	assert_ptr_equal(slots_stub(slots, 2, "g", NULL), first);
	assert_int_equal(((int (*)(void))slots_stub(slots, 1999, "many", NULL))(), 1);
}

static void test_a_home_is_zeroed_and_aligned(void **state)
{
	char *home = slots_home(slots, 3, 100, 64, false);

	(void)state;
	assert_int_equal((uintptr_t)home % 64, 0);
	for (int i = 0; i < 100; i++)
		assert_int_equal(home[i], 0);
	slots_commit(slots);
	assert_ptr_equal(slots_home(slots, 3, 100, 64, false), home);
	assert_ptr_equal(slots_find_home(slots, 3), home);
	assert_null(slots_find_home(slots, 4000000));
}

static void test_another_size_is_another_home_once_committed(void **state)
{
	char *before = slots_home(slots, 4, 4, 4, false), *after;

	(void)state;
	slots_commit(slots);
	assert_ptr_not_equal(slots_home(slots, 4, 8, 8, false), before);
	slots_rollback(slots);
	assert_ptr_equal(slots_find_home(slots, 4), before);
	after = slots_home(slots, 4, 8, 8, false);
	slots_commit(slots);
	assert_ptr_equal(slots_find_home(slots, 4), after);
}

static void test_a_large_home_has_pages_of_its_own(void **state)
{
	char *home = slots_home(slots, 5, 10 << 20, 16, false);

	(void)state;
	assert_non_null(home);
	home[(10 << 20) - 1] = 1;
	assert_null(slots_home(slots, 6, (size_t)1 << 60, 16, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_stub_leads_to_its_newest_target),
	    cmocka_unit_test(test_caught_calls_of_other_threads_go_on),
	    cmocka_unit_test(test_a_stub_keeps_its_address),
	    cmocka_unit_test(test_a_home_is_zeroed_and_aligned),
	    cmocka_unit_test(test_another_size_is_another_home_once_committed),
	    cmocka_unit_test(test_a_large_home_has_pages_of_its_own),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
