// tests/unit/runner/test_poison.c - tests of jit/runner/poison.c.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "jit/runner/poison.h"

#ifdef __SANITIZE_ADDRESS__
#define IS_SANITIZED 1
#else
#define IS_SANITIZED 0
#endif

static _Alignas(64) char memory[64];

static unsigned mark_of(size_t byte)
{
	const unsigned char *mark = poison_of((uintptr_t)memory + byte);

	return mark ? *mark : 0;
}

static void test_what_is_behind_an_object_is_marked(void **state)
{
	(void)state;
	poison_behind(memory, 11, memory + 32, POISON_GLOBAL);
	assert_int_equal(mark_of(0), 0);
	assert_int_equal(mark_of(8), 3);
	assert_int_equal(mark_of(16), POISON_GLOBAL);
	assert_int_equal(mark_of(31), POISON_GLOBAL);
	assert_int_equal(mark_of(32), 0);
	poison_clear();
	assert_int_equal(mark_of(16), 0);
}

static void test_marks_lie_where_compiled_code_writes_them(void **state)
{
	(void)state;
	poison_mark(memory, memory + 8, POISON_LEFT);
	assert_int_equal((uintptr_t)poison_of((uintptr_t)memory),
			 ((uintptr_t)memory >> 3) + 0x7fff8000);
	poison_clear();
}

static void test_only_faults_for_want_of_room_are_resolved(void **state)
{
	const uintptr_t far = (uintptr_t)0x123 << 32; // nothing is there
	const uintptr_t byte = (far >> 3) + 0x7fff8000;

	(void)state;
	assert_null(poison_of(far));
	assert_true(poison_resolve((void *)byte)); // NOLINT(performance-no-int-to-ptr)
	assert_non_null(poison_of(far));
	assert_false(poison_resolve((void *)byte)); // NOLINT(performance-no-int-to-ptr)
	assert_false(poison_resolve(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_is_behind_an_object_is_marked),
	    cmocka_unit_test(test_marks_lie_where_compiled_code_writes_them),
	    cmocka_unit_test(test_only_faults_for_want_of_room_are_resolved),
	};

	if (IS_SANITIZED) // its own marks lie there
		return 0;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
