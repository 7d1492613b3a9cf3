// tests/unit/test_cc.c - the second compiler's process (jit/compiler/cc.c).
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "jit/compiler/cc.h"
#include "jit/compiler/cc_cache.h"

static struct cc_result run(struct cc *cc, enum cc_job job, const char *text)
{
	struct cc_result result = {0};
	struct err err = {0};

	assert_int_equal(cc_start(cc, job, text, strlen(text), NULL, &err), 0);
	assert_true(cc_is_busy(cc));
	while (!cc_step(cc, &result)) {
		struct pollfd fd = {.fd = cc->done_fd, .events = POLLIN};

		assert_int_not_equal(poll(&fd, 1, 20000), 0);
	}
	assert_false(cc_is_busy(cc));
	return result;
}

static void test_a_text_becomes_an_object(void **state)
{
	struct cc cc;
	struct cc_result result;

	(void)state;
	cc_init(&cc);
	assert_non_null(cc.path);
	result = run(&cc, CC_OBJECT, "int f(int x) { return x + 1; }");
	assert_true(result.is_ok);
	assert_true(result.output.len > 64);
	assert_memory_equal(result.output.data, "\177ELF", 4);
	assert_string_equal(str_text(&result.messages), "");
	cc_result_release(&result);
	cc_release(&cc);
}

static void test_messages_name_line_and_column(void **state)
{
	struct cc cc;
	struct cc_result result;

	(void)state;
	cc_init(&cc);
	result = run(&cc, CC_CHECK, "#line 7 \"In[3]\"\nint x = nothing;\n");
	assert_false(result.is_ok);
	assert_non_null(strstr(str_text(&result.messages), "In[3]:7:9: error: "));
	cc_result_release(&result);
	cc_release(&cc);
}

static void test_preprocessing_keeps_definitions(void **state)
{
	struct cc cc;
	struct cc_result result;

	(void)state;
	cc_init(&cc);
	result = run(&cc, CC_PREPROCESS, "#define TWO 2\nint x = TWO;\n");
	assert_true(result.is_ok);
	assert_non_null(strstr(str_text(&result.output), "#define TWO 2"));
	assert_non_null(strstr(str_text(&result.output), "int x = 2;"));
	cc_result_release(&result);
	cc_release(&cc);
}

static void test_an_interrupted_job_ends_without_an_object(void **state)
{
	struct cc cc;
	struct cc_result result = {0};
	struct err err = {0};

	(void)state;
	cc_init(&cc);
	assert_int_equal(cc_start(&cc, CC_OBJECT, "int x;", 6, NULL, &err), 0);
	cc_interrupt(&cc);
	while (!cc_step(&cc, &result))
		;
	assert_false(result.is_ok);
	cc_result_release(&result);
	cc_release(&cc);
}

static void test_the_environment_names_the_compiler(void **state)
{
	struct cc cc;

	(void)state;
	setenv("CICLE_CC", "/no/such/compiler", 1);
	cc_init(&cc);
	assert_null(cc.path);
	cc_release(&cc);
	unsetenv("CICLE_CC");
}

static void test_the_cache_finds_by_text_and_forgets_the_oldest(void **state)
{
	struct cc_cache cache = {0};
	struct list flags = {0};
	struct str object = {0};
	char name[32];

	(void)state;
	for (int i = 0; i < 40; i++) {
		char *bytes = calloc(1, 1 << 20);

		assert_non_null(bytes);
		bytes[0] = (char)('0' + i);
		str_add(&object, bytes, 1 << 20);
		free(bytes);
		snprintf(name, sizeof name, "text %d", i);
		cc_cache_put(&cache, name, &flags, &object);
		assert_null(object.data);
	}
	assert_null(cc_cache_find(&cache, "text 0"));
	assert_null(cc_cache_find(&cache, "text"));
	assert_int_equal(cc_cache_find(&cache, "text 39")->data[0], '0' + 39);
	assert_true(cache.bytes <= 32u << 20);
	cc_cache_clear(&cache);
	assert_null(cc_cache_find(&cache, "text 39"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_text_becomes_an_object),
	    cmocka_unit_test(test_messages_name_line_and_column),
	    cmocka_unit_test(test_preprocessing_keeps_definitions),
	    cmocka_unit_test(test_an_interrupted_job_ends_without_an_object),
	    cmocka_unit_test(test_the_environment_names_the_compiler),
	    cmocka_unit_test(test_the_cache_finds_by_text_and_forgets_the_oldest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
