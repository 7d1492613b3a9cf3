// tests/unit/runner/test_room.c - where jit/runner/room.c puts libtcc's code and data.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <libtcc.h>

#include "base/str.h"
#include "jit/runner/region.h"
#include "jit/runner/room.h"

static struct room *room;

static int set_up(void **state)
{
	(void)state;
	region_init();
	room = room_new();
	return 0;
}

// Compiles a text and gives the address of its `data`; NULL when it has no place.
static void *place(const char *text, struct room_place *at, size_t code_max)
{
	TCCState *tcc = tcc_new();
	struct str whole = {0};
	void *data = NULL;
	int size;

	room_declare(room, &whole);
	str_puts(&whole, text);
	tcc_set_options(tcc, "-nostdlib");
	tcc_set_output_type(tcc, TCC_OUTPUT_MEMORY);
	assert_int_equal(tcc_compile_string(tcc, str_text(&whole)), 0);
	size = tcc_relocate(tcc, NULL);
	if (!code_max)
		code_max = (size_t)(uintptr_t)tcc_get_symbol(tcc, "_etext");
	assert_int_equal(room_find(room, code_max, (size_t)size, at), 0);
	assert_int_equal(tcc_relocate(tcc, at->code), 0);
	if (!room_seal(room, at, tcc_get_symbol(tcc, "cicle_room"))) {
		data = tcc_get_symbol(tcc, "data");
		assert_true(room_has_code(room, tcc_get_symbol(tcc, "get")));
		assert_int_equal(((int (*)(void))tcc_get_symbol(tcc, "get"))(), *(int *)data);
	}
	tcc_delete(tcc);
	str_release(&whole);
	return data;
}

static int *place_number(int number, struct room_place *at)
{
	char text[200];

	snprintf(text, sizeof text,
		 "int data[7] = {%d, 2, 3}; static int zeros[5];\n"
		 "int get(void) { return data[0] + zeros[4]; }\n",
		 number);
	return place(text, at, 0);
}

static bool has_writable_code(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	bool is_found = false;
	char line[512];

	while (fgets(line, sizeof line, maps))
		is_found |= strstr(line, " rwx") != NULL;
	fclose(maps);
	return is_found;
}

// More units than a chunk has pages; what they wrote into their data stays.
static void test_units_leave_one_another_alone(void **state)
{
	struct room_place at;
	int *data[100];

	(void)state;
	for (int i = 0; i < 100; i++) {
		data[i] = place_number(i, &at);
		assert_non_null(data[i]);
		assert_int_equal(data[i][2], 3);
		data[i][1] = -i;
		data[i][6] = i;
	}
	for (int i = 0; i < 100; i++) {
		assert_int_equal(data[i][0], i);
		assert_int_equal(data[i][1], -i);
		assert_int_equal(data[i][6], i);
	}
	assert_false(has_writable_code());
}

static void test_data_is_packed(void **state)
{
	char *first = NULL, *last = NULL;
	struct room_place at;

	(void)state;
	// Some of three neighbours are in one chunk, whatever came before.
	for (int i = 0; i < 3; i++) {
		char *next = (char *)place_number(i, &at);

		if (last && next > last && next - last < 200)
			first = last;
		last = next;
	}
	assert_non_null(first);
}

static void test_large_units_have_chunks_of_their_own(void **state)
{
	struct str text = {0};
	struct room_place at;
	int *before = place_number(41, &at), *large, *after;

	(void)state;
	str_puts(&text, "int data[50000] = {7};\nint get(void) { int a = 0;\n");
	for (int i = 0; i < 8000; i++)
		str_puts(&text, "a = a * 3 + data[a & 7];\n");
	str_puts(&text, "return data[0]; }\n");
	large = place(str_text(&text), &at, 0);
	assert_non_null(large);
	assert_int_equal(large[49999], 0);
	assert_true((size_t)(at.code_end - at.code) > ROOM_ALIGN);
	// As callers do not know exactly how much code there is.
	assert_non_null(place(str_text(&text), &at, 400000));
	assert_true((char *)at.code_end <= (char *)at.data);
	after = place_number(42, &at);
	assert_non_null(after);
	assert_int_equal(*before, 41);
	assert_int_equal(large[0], 7);
	assert_false(has_writable_code());
	str_release(&text);
}

// Only the data of what was given back takes room: 2,000 units, of which 20 are there at a time.
static void test_pages_that_were_given_back_are_used_again(void **state)
{
	struct room_place kept[20] = {{0}};
	const unsigned char *highest = region_code(1, ROOM_ALIGN);
	const unsigned char *end = highest + 10 * 2 * ROOM_ALIGN;
	int *data[2000];

	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct room_place *at = &kept[i % 20];

		if (at->code)
			room_give_back(room, at->code, at->code_end);
		data[i] = place_number(i, at);
		assert_non_null(data[i]);
		highest = at->code_end > highest ? at->code_end : highest;
	}
	for (int i = 0; i < 2000; i++)
		assert_int_equal(*data[i], i);
	assert_true(highest < end);
	assert_false(has_writable_code());
}

static void test_pages_that_were_given_back_hold_nothing(void **state)
{
	struct room_place at;
	int *data = place_number(5, &at);

	(void)state;
	assert_non_null(data);
	room_give_back(room, at.code, at.code_end);
	for (const unsigned char *byte = at.code; byte < at.code_end; byte++)
		assert_int_equal(*byte, 0);
	assert_int_equal(*data, 5);
}

// A unit of several pages goes where so many are side by side.
static void test_larger_units_fit_between_others(void **state)
{
	struct room_place units[40], large;

	(void)state;
	for (int i = 0; i < 40; i++)
		assert_non_null(place_number(i, &units[i]));
	for (int i = 0; i < 40; i += 2) // every other one, and two side by side
		room_give_back(room, units[i].code, units[i].code_end);
	room_give_back(room, units[21].code, units[21].code_end);
	for (int i = 0; i < 30; i++) {
		assert_non_null(
		    place("int data = 3; int get(void) { return data; }", &large, 8000));
		for (int j = 1; j < 40; j += 2)
			assert_true(j == 21 || large.code >= units[j].code_end ||
				    large.code_end <= units[j].code);
	}
	for (int j = 1; j < 40; j += 2)
		assert_true(j == 21 || *units[j].code);
}

static void test_an_alignment_that_cannot_be_kept_is_refused(void **state)
{
	struct room_place at;
	int *before = place_number(1, &at), *after;

	(void)state;
	assert_null(place("int data __attribute__((aligned(1048576))) = 1;\n"
			  "int get(void) { return data; }\n",
			  &at, 0));
	after = place_number(2, &at);
	assert_non_null(after);
	assert_int_equal(*before, 1);
}

static void test_what_was_not_relocated_gives_its_place_up(void **state)
{
	struct room_place at, again;

	(void)state;
	assert_int_equal(room_find(room, 100, 2 * ROOM_ALIGN, &at), 0);
	assert_int_equal(room_seal(room, &at, NULL), -1);
	assert_false(room_has_code(room, at.code));
	assert_int_equal(room_find(room, 100, 2 * ROOM_ALIGN, &again), 0);
	assert_ptr_equal(again.code, at.code);
	assert_int_equal(room_seal(room, &again, NULL), -1);
	assert_non_null(place_number(3, &at));
}

static void test_pages_are_aligned_and_sealed(void **state)
{
	unsigned char *pages = region_code(5000, ROOM_ALIGN);

	(void)state;
	assert_int_equal((uintptr_t)pages % ROOM_ALIGN, 0);
	memcpy(pages, "\xb8\x2a\0\0\0\xc3", 6); // mov $42, %eax; ret
	assert_int_equal(region_seal(pages, 8192), 0);
	assert_int_equal(((int (*)(void))(void *)pages)(), 42);
	assert_false(has_writable_code());
	assert_null(region_code((size_t)1 << 40, ROOM_ALIGN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_units_leave_one_another_alone),
	    cmocka_unit_test(test_data_is_packed),
	    cmocka_unit_test(test_large_units_have_chunks_of_their_own),
	    cmocka_unit_test(test_pages_that_were_given_back_are_used_again),
	    cmocka_unit_test(test_pages_that_were_given_back_hold_nothing),
	    cmocka_unit_test(test_larger_units_fit_between_others),
	    cmocka_unit_test(test_an_alignment_that_cannot_be_kept_is_refused),
	    cmocka_unit_test(test_what_was_not_relocated_gives_its_place_up),
	    cmocka_unit_test(test_pages_are_aligned_and_sealed),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
