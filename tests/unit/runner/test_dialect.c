// tests/unit/runner/test_dialect.c - what libtcc is told of gcc's C: builtins, mended headers,
// va_arg().
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "jit/runner/builtins.h"
#include "jit/runner/headers.h"
#include "jit/runner/variadic.h"

static void test_a_builtin_is_found_by_its_whole_name(void **state)
{
	static const struct {
		const char *name;
		bool is_known;
		const char *macro, *value; // NULL: not looked at
	} cases[] = {
	    {"__builtin_popcount", true, "__builtin_popcount", NULL},
	    {"__builtin_popcountll", true, "__builtin_popcountll", NULL},
	    {"__builtin_popcountlll", false, NULL, NULL},
	    {"__builtin_pop", false, NULL, NULL},
	    {"__builtin_", false, NULL, NULL},
	    {"__builtin_inf", true, "__builtin_inf()", "1e10000"},
	    {"__builtin_uaddl_overflow", true, "__builtin_uaddl_overflow(a, b, r)", NULL},
	    {"__builtin_strrchr", true, "__builtin_strrchr", NULL},
	    {"__builtin_memcpy", false, NULL, NULL}, // libtcc's own
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct builtin builtin;
		bool is_known = builtins_find(cases[i].name, strlen(cases[i].name), &builtin);

		if (is_known != cases[i].is_known)
			fail_msg("%s", cases[i].name);
		if (cases[i].macro)
			assert_string_equal(builtin.name, cases[i].macro);
		if (cases[i].value)
			assert_string_equal(builtin.value, cases[i].value);
		builtin_release(&builtin);
	}
}

static void test_the_headers_are_files_to_libtcc_only(void **state)
{
	char text[64] = "";
	int fd = headers_open(HEADERS_FOLDER "/sys/cdefs.h", O_RDONLY);

	(void)state;
	assert_true(fd >= 0);
	assert_true(read(fd, text, sizeof text - 1) > 0);
	assert_non_null(strstr(text, "sys/cdefs.h"));
	close(fd);
	errno = 0;
	assert_int_equal(headers_open(HEADERS_FOLDER "/stdio.h", O_RDONLY), -1);
	assert_int_equal(errno, ENOENT);
	fd = headers_open("/dev/null", O_RDONLY);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(headers_open("/dev/null/no", O_RDONLY), -1);
}

static void test_a_struct_of_two_doubles_is_put_together(void **state)
{
	double saved[6 + 16] = {0}, overflow[2] = {8, 9};
	struct variadic_list list = {48, 48, (char *)overflow, (char *)saved};
	const double *pair;

	(void)state;
	for (int i = 0; i < 8; i++)
		saved[6 + 2 * i] = i;
	for (int i = 0; i < 8; i += 2) {
		pair = variadic_next(&list, 1, 16, 8);
		assert_true(pair[0] == i && pair[1] == i + 1);
	}
	pair = variadic_next(&list, 1, 16, 8);
	assert_true(pair[0] == 8 && pair[1] == 9);
	assert_ptr_equal(list.overflow_arg_area, overflow + 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_builtin_is_found_by_its_whole_name),
	    cmocka_unit_test(test_the_headers_are_files_to_libtcc_only),
	    cmocka_unit_test(test_a_struct_of_two_doubles_is_put_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
