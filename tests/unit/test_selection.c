// tests/unit/test_selection.c - which nodes of a big profile a page holds.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "profiler/selection.h"

static uint32_t add(struct profile *profile, uint32_t parent, const char *name, uint64_t total_ns)
{
	uint32_t node = profile_child(profile, parent, profile_function(profile, "In[1]", 1, name));

	profile_record(profile, node, 1, total_ns);
	return node;
}

// A call of f that calls itself, depth times in all; each level takes 10 ns for itself.
static struct profile *chain(uint32_t depth)
{
	struct profile *profile = profile_new("nb.ipynb", "f()", "In[1]");
	uint32_t node = 0;

	for (uint32_t i = 0; i < depth; i++)
		node = add(profile, node, "f", (depth - i) * 10u);
	return profile;
}

// A call of top that calls cnt functions of 1, 2, 3... ns.
static struct profile *fan(uint32_t cnt)
{
	struct profile *profile = profile_new("nb.ipynb", "top()", "In[1]");
	uint32_t top = add(profile, 0, "top", cnt * (cnt + 1u) / 2);
	char name[16];

	for (uint32_t i = 1; i <= cnt; i++) {
		snprintf(name, sizeof(name), "f%u", i);
		add(profile, top, name, i);
	}
	return profile;
}

static void test_small_profile_is_selected_whole(void **state)
{
	struct profile *profile = fan(8);
	struct selection selection;

	(void)state;
	selection_init(&selection, profile, 10, 5);
	assert_int_equal(selection.cnt, profile->node_cnt);
	for (uint32_t i = 0; i < profile->node_cnt; i++) {
		assert_int_equal(selection.numbers[i], i);
		assert_int_equal(selection.cut_ns[i], 0);
	}
	selection_release(&selection);
	profile_free(profile);
}

static void test_deep_chain_is_cut(void **state)
{
	struct profile *profile = chain(50);
	struct selection selection;

	(void)state;
	selection_init(&selection, profile, 1000, 20);
	assert_int_equal(selection.cnt, 1 + 20);
	assert_int_equal(selection.numbers[20], 20);
	assert_int_equal(selection.numbers[21], NOT_SELECTED);
	assert_int_equal(selection.numbers[50], NOT_SELECTED);
	assert_int_equal(selection.cut_ns[20], profile->nodes[21].total_ns);
	assert_int_equal(selection.cut_ns[19], 0);
	selection_release(&selection);
	profile_free(profile);
}

static void test_largest_nodes_are_selected(void **state)
{
	struct profile *profile = fan(100);
	struct selection selection;

	(void)state;
	selection_init(&selection, profile, 10, 5);
	assert_true(selection.cnt > 2 && selection.cnt <= 10);
	// Nodes 0 and 1 are the root and top; then come those of 1, 2, 3... ns.
	assert_int_equal(selection.numbers[1], 1);
	assert_int_equal(selection.numbers[2], NOT_SELECTED);
	assert_int_equal(selection.numbers[101], selection.cnt - 1);
	selection_release(&selection);
	profile_free(profile);
}

static void test_time_that_was_cut_is_known(void **state)
{
	struct profile *profile = fan(100);
	struct selection selection;
	uint64_t shown_ns = 0;

	(void)state;
	selection_init(&selection, profile, 10, 5);
	for (uint32_t i = 2; i < profile->node_cnt; i++)
		if (selection.numbers[i] != NOT_SELECTED)
			shown_ns += profile->nodes[i].total_ns;
	assert_int_equal(shown_ns + selection.cut_ns[1], profile->nodes[1].total_ns);
	selection_release(&selection);
	profile_free(profile);
}

static void test_equal_times_do_not_exceed_the_limit(void **state)
{
	struct profile *profile = profile_new("nb.ipynb", ";", "In[1]");
	struct selection selection;
	char name[16];

	(void)state;
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		add(profile, 0, name, 0);
	}
	selection_init(&selection, profile, 10, 5);
	assert_int_equal(selection.cnt, 1);
	selection_release(&selection);
	profile_free(profile);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_small_profile_is_selected_whole),
	    cmocka_unit_test(test_deep_chain_is_cut),
	    cmocka_unit_test(test_largest_nodes_are_selected),
	    cmocka_unit_test(test_time_that_was_cut_is_known),
	    cmocka_unit_test(test_equal_times_do_not_exceed_the_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
