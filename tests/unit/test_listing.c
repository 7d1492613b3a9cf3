// tests/unit/test_listing.c - object files taken apart (jit/compiler/listing.c,
// jit/compiler/line_table.c).
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "jit/compiler/cc.h"
#include "jit/compiler/listing.h"

static const char text[] = "#line 1 \"In[3]\"\n"
			   "extern int puts(const char *); extern double total;\n"
			   "double cicle_fn_sum(const double *a, int n)\n"
			   "{\n"
			   "	double s = 0;\n"
			   "	for (int i = 0; i < n; i++)\n"
			   "		s += a[i];\n"
			   "	puts(\"done\\n\");\n"
			   "	return s + total;\n"
			   "}\n"
			   "int second(void) { return 2; }\n";

// Compiles the text with its lines.
static struct str compile(void)
{
	const char *const args[] = {"-g1", "-gdwarf-4", NULL};
	struct cc_result result = {0};
	struct err err = {0};
	struct str output;
	struct cc cc;

	cc_init(&cc);
	assert_int_equal(cc_start(&cc, CC_OBJECT, text, strlen(text), args, &err), 0);
	while (!cc_step(&cc, &result)) {
		struct pollfd fd = {.fd = cc.done_fd, .events = POLLIN};

		assert_int_not_equal(poll(&fd, 1, 20000), 0);
	}
	assert_true(result.is_ok);
	output = result.output;
	result.output = (struct str){0};
	cc_result_release(&result);
	cc_release(&cc);
	return output;
}

static bool has_line(const struct listing *listing, uint32_t line)
{
	for (size_t i = 0; i < listing->line_cnt; i++)
		if (listing->lines[i].line == line && !strcmp(listing->lines[i].file, "In[3]"))
			return true;
	return false;
}

static const struct listing_name *find_name(const struct listing *listing, const char *start)
{
	for (size_t i = 0; i < listing->name_cnt; i++)
		if (!strncmp(listing->names[i].text, start, strlen(start)))
			return &listing->names[i];
	return NULL;
}

static const struct listing_name *find_string(const struct listing *listing, const char *string)
{
	for (size_t i = 0; i < listing->name_cnt; i++)
		if (listing->names[i].string && !strcmp(listing->names[i].string, string))
			return &listing->names[i];
	return NULL;
}

static void test_functions_have_code_lines_and_names(void **state)
{
	struct str object = compile();
	struct listings listings;
	struct err err = {0};

	(void)state;
	assert_int_equal(listings_init(&listings, object.data, object.len, &err), 0);
	assert_int_equal(listings.cnt, 2);
	assert_string_equal(listings.items[0].name, "sum");
	assert_string_equal(listings.items[1].name, "second");
	assert_true(listings.items[0].len > 10);
	assert_true(has_line(&listings.items[0], 6));
	assert_true(has_line(&listings.items[0], 7));
	assert_false(has_line(&listings.items[0], 10));
	assert_true(has_line(&listings.items[1], 10));
	assert_non_null(find_name(&listings.items[0], "puts"));
	assert_non_null(find_name(&listings.items[0], "total"));
	assert_non_null(find_string(&listings.items[0], "done\\n"));
	listings_release(&listings);
	str_release(&object);
}

static void test_what_is_no_object_is_refused(void **state)
{
	static const char elf[] = "\177ELF";
	struct listings listings;
	struct err err = {0};

	(void)state;
	assert_int_equal(listings_init(&listings, "", 0, &err), -1);
	listings_release(&listings);
	err = (struct err){0};
	assert_int_equal(listings_init(&listings, elf, sizeof elf, &err), -1);
	listings_release(&listings);
	assert_non_null(strstr(err.text, "no ELF object"));
}

// Reads a damaged copy; what comes of it does not matter, but that it ends.
static void read_damaged(const struct str *object, size_t len, size_t at, unsigned char flip)
{
	char *copy = mem_zalloc(len + 1);
	struct listings listings;
	struct err err = {0};

	memcpy(copy, object->data, len);
	if (at < len)
		copy[at] = (char)(copy[at] ^ flip);
	listings_init(&listings, copy, len, &err);
	listings_release(&listings);
	free(copy);
}

static void test_damaged_objects_do_no_harm(void **state)
{
	struct str object = compile();

	(void)state;
	for (size_t len = 0; len < object.len; len += 7)
		read_damaged(&object, len, len, 0);
	for (size_t at = 0; at < object.len; at++) {
		read_damaged(&object, object.len, at, 0xff);
		read_damaged(&object, object.len, at, 0x01);
	}
	str_release(&object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_functions_have_code_lines_and_names),
	    cmocka_unit_test(test_what_is_no_object_is_refused),
	    cmocka_unit_test(test_damaged_objects_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
