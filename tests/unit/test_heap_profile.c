// tests/unit/test_heap_profile.c - memory profiles: what is read, and what is shown of it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

#include "profiler/heap_profile.h"

static const struct collect_function numbers[] = {
    {"In[2]", 1, 0, "<cell>", NULL, PROFILE_NO_TIER},
    {"In[1]", 3, 0, "<b>&build", NULL, PROFILE_NO_TIER},
    {NULL, 0, 0, NULL, NULL, PROFILE_NO_TIER}};

static const char *label(void *ctx, const char *file)
{
	(void)ctx;
	return strcmp(file, "In[9]") ? file : "In[1]";
}

static void pack_site(struct str *out, const uint32_t *path, uint32_t depth, uint32_t line,
		      const uint64_t *counts)
{
	pack_u32(out, depth);
	for (uint32_t i = 0; i < depth; i++)
		pack_u32(out, path[i]);
	pack_text(out, line ? "In[9]" : "");
	pack_u32(out, line);
	for (int i = 0; i < 6; i++)
		pack_u64(out, counts[i]);
}

static void pack_example(struct str *out)
{
	static const uint32_t path[] = {0, 1};
	// allocations, bytes; lost blocks, bytes; kept blocks, bytes
	static const uint64_t first[] = {5, 1500, 2, 600, 1, 300}, second[] = {1, 40, 0, 0, 0, 0};

	pack_u64(out, 6);
	pack_u64(out, 1540);
	pack_u64(out, 1200);
	pack_u64(out, 3);
	pack_u32(out, 2);
	pack_u32(out, 1);
	pack_u64(out, 1111);
	pack_u32(out, 4000000); // nobody's number
	pack_u64(out, 5);
	pack_u32(out, 2);
	pack_site(out, path, 2, 7, first);
	pack_site(out, path, 1, 0, second);
	pack_u64(out, 0);
}

static struct heap_profile *read_bytes(const struct str *packed, struct profile *profile,
				       struct err *err)
{
	struct unpack in = unpack_from(packed->data, packed->len);

	return heap_profile_read(&in, profile, numbers, 3, label, NULL, err);
}

static void test_tables(void **state)
{
	static const char expected[] =
	    "6 allocations of 1,540 bytes, at most 1,200 bytes at one time; 3 were freed.\n"
	    "Lost: 2 blocks of 600 bytes that nothing in the session leads to.\n"
	    "Kept: 1 block of 300 bytes by objects of the session.\n"
	    "\n"
	    "    allocs          bytes           peak           left function\n"
	    "         5          1,500          1,111            900 In[1]:3(<b>&build)\n"
	    "         1             40              0              0 In[2]:1(<cell>)\n"
	    "\n"
	    "    allocs          bytes           left along\n"
	    "         5          1,500            900 <cell> > <b>&build\n"
	    "         1             40              0 <cell>\n"
	    "\n"
	    "    blocks          bytes still allocated\n"
	    "         2            600 lost, at In[1]:7 along <cell> > <b>&build\n"
	    "         1            300 kept, at In[1]:7 along <cell> > <b>&build\n";
	struct profile *profile = profile_new("nb", "t", "In[2]");
	struct str packed = {0}, text = {0};
	struct err err = {0};
	struct heap_profile *heap;

	(void)state;
	pack_example(&packed);
	heap = read_bytes(&packed, profile, &err);
	assert_non_null(heap);
	heap_profile_print(heap, 20, &text);
	assert_string_equal(str_text(&text), expected);
	assert_int_equal(profile_check(profile, &err), 0);
	assert_int_equal(profile->nodes[1].bytes, 40);
	assert_int_equal(profile->nodes[2].bytes, 1500);
	str_clear(&text);
	heap_profile_print(heap, 1, &text);
	assert_non_null(strstr(text.data, "... and 1 more\n"));
	str_clear(&text);
	heap_profile_html(heap, 20, &text);
	assert_non_null(strstr(text.data, "&lt;b&gt;&amp;build"));
	assert_null(strstr(text.data, "<b>"));
	assert_null(strstr(text.data, "<script"));
	heap_profile_free(heap);
	profile_free(profile);
	str_release(&packed);
	str_release(&text);
}

static void test_damaged_bytes_are_refused(void **state)
{
	struct str packed = {0};
	struct err err = {0};

	(void)state;
	pack_example(&packed);
	for (size_t len = 0; len < packed.len; len++) {
		struct profile *profile = profile_new("nb", "t", "In[2]");
		struct str cut = {.data = packed.data, .len = len};

		assert_null(read_bytes(&cut, profile, &err));
		profile_free(profile);
		err = (struct err){0};
	}
	for (size_t i = 0; i + 4 <= packed.len; i++) {
		struct profile *profile = profile_new("nb", "t", "In[2]");
		struct str changed = {0};

		str_add(&changed, packed.data, packed.len);
		memset(changed.data + i, 0xfe, 4);
		heap_profile_free(read_bytes(&changed, profile, &err));
		profile_free(profile);
		str_release(&changed);
		err = (struct err){0};
	}
	str_release(&packed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_tables),
	    cmocka_unit_test(test_damaged_bytes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
