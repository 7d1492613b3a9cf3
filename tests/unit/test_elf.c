// tests/unit/test_elf.c - what jit/compiler/elf.c reads in a shared library, whole or damaged.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/str.h"
#include "jit/compiler/elf.h"

static void read_sample(struct str *bytes)
{
	struct err err = {0};

	if (file_read("tests/fuzz/seeds/elf/small.so", 1 << 20, bytes, &err))
		fail_msg("%s", err.text);
}

static void test_defined_symbols_are_found(void **state)
{
	struct str bytes = {0};

	(void)state;
	read_sample(&bytes);
	assert_true(elf_is_library(bytes.data, bytes.len));
	assert_true(elf_defines(bytes.data, bytes.len, "cicle_seed"));
	assert_true(elf_defines(bytes.data, bytes.len, "cicle_seed_value"));
	assert_true(elf_defines(bytes.data, bytes.len, "more"));
	assert_false(elf_defines(bytes.data, bytes.len, "hidden"));
	assert_false(elf_defines(bytes.data, bytes.len, "cicle"));
	assert_false(elf_defines(bytes.data, bytes.len, ""));
	str_release(&bytes);
}

// Every beginning of the file lies in memory of just its size: reading behind it is found.
static void test_cut_files_have_no_symbols(void **state)
{
	struct str bytes = {0};

	(void)state;
	read_sample(&bytes);
	for (size_t len = 0; len < bytes.len; len += 1 + len / 64) {
		void *cut = malloc(len ? len : 1);

		assert_non_null(cut);
		memcpy(cut, bytes.data, len);
		assert_false(elf_defines(cut, len, "cicle_seed"));
		free(cut);
	}
	str_release(&bytes);
}

static void test_other_files_are_no_libraries(void **state)
{
	static const char script[] = "/* GNU ld script */\nINPUT(libncurses.so.6 -ltinfo)\n";

	(void)state;
	assert_false(elf_is_library(script, sizeof script - 1));
	assert_false(elf_is_library("", 0));
	assert_false(elf_defines(script, sizeof script - 1, "cicle_seed"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_defined_symbols_are_found),
	    cmocka_unit_test(test_cut_files_have_no_symbols),
	    cmocka_unit_test(test_other_files_are_no_libraries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
