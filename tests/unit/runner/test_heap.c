// tests/unit/runner/test_heap.c - what profiler/runtime/heap.c notes of allocations.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdlib.h>

#include "base/pack.h"
#include "jit/runner/memory.h"
#include "profiler/runtime/heap.h"
#include "profiler/runtime/probe.h"

// A request that cannot be met fails, as without the sanitizer.
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void *(*my_malloc)(size_t);
static void *(*my_realloc)(void *, size_t);
static void (*my_free)(void *);

struct noted {
	uint64_t alloc_cnt, bytes, peak_bytes, free_cnt, missed_cnt;
	uint32_t site_cnt;
	uint64_t lost_cnt, lost_bytes, kept_cnt, kept_bytes;
	uint32_t depth, path[8]; // of the last site
	uint32_t function_cnt;
	uint64_t function_peak; // of function 7
};

static int set_up(void **state)
{
	(void)state;
	*(void **)&my_malloc = heap_hook("malloc");
	*(void **)&my_realloc = heap_hook("realloc");
	*(void **)&my_free = heap_hook("free");
	return my_malloc && my_realloc && my_free ? 0 : -1;
}

static void begin(void)
{
	probe_start(PROBE_COUNTS);
	heap_start();
}

static struct noted end(const void *root, size_t root_bytes)
{
	struct noted n = {0};
	struct str packed = {0};
	struct heap_place *places;
	struct unpack in;

	heap_stop();
	heap_mark(root, root_bytes, memory_read);
	probe_stop();
	places = calloc(heap_sites(NULL) + 1, sizeof *places);
	for (size_t i = 0; i < heap_sites(NULL); i++)
		places[i].file = "";
	heap_pack(places, &packed);
	free(places);
	in = unpack_from(packed.data, packed.len);
	n.alloc_cnt = unpack_u64(&in);
	n.bytes = unpack_u64(&in);
	n.peak_bytes = unpack_u64(&in);
	n.free_cnt = unpack_u64(&in);
	n.function_cnt = unpack_u32(&in);
	for (uint32_t i = 0; i < n.function_cnt; i++) {
		uint32_t number = unpack_u32(&in);
		uint64_t peak = unpack_u64(&in);

		if (number == 7)
			n.function_peak = peak;
	}
	n.site_cnt = unpack_u32(&in);
	for (uint32_t i = 0; i < n.site_cnt; i++) {
		n.depth = unpack_u32(&in);
		for (uint32_t j = 0; j < n.depth; j++)
			n.path[j % 8] = unpack_u32(&in);
		free(unpack_text(&in));
		unpack_u32(&in);
		unpack_u64(&in);
		unpack_u64(&in);
		n.lost_cnt += unpack_u64(&in);
		n.lost_bytes += unpack_u64(&in);
		n.kept_cnt += unpack_u64(&in);
		n.kept_bytes += unpack_u64(&in);
	}
	n.missed_cnt = unpack_u64(&in);
	assert_false(in.has_failed);
	assert_ptr_equal(in.at, in.end);
	str_release(&packed);
	return n;
}

static void test_counts_and_levels(void **state)
{
	struct noted n;
	void *a, *b;

	(void)state;
	my_free(my_malloc(5)); // outside of a collection: not noted
	begin();
	a = my_malloc(100);
	b = my_malloc(50);
	my_free(a);
	a = my_malloc(60);
	my_free(NULL);
	n = end(NULL, 0);
	assert_int_equal(n.alloc_cnt, 3);
	assert_int_equal(n.bytes, 210);
	assert_int_equal(n.peak_bytes, 150);
	assert_int_equal(n.free_cnt, 1);
	assert_int_equal(n.lost_cnt, 2);
	assert_int_equal(n.lost_bytes, 110);
	my_free(a);
	my_free(b);
}

static void test_blocks_that_change_size(void **state)
{
	struct noted n;
	void *a;

	(void)state;
	begin();
	a = my_realloc(NULL, 10);
	a = my_realloc(a, 200000);
	assert_null(my_realloc(a, SIZE_MAX / 2)); // fails: the block stays
	n = end(NULL, 0);
	assert_int_equal(n.lost_cnt, 1);
	assert_int_equal(n.lost_bytes, 200000);
	assert_int_equal(n.peak_bytes, 200000);
	free(a);
}

static void test_paths_and_peaks_of_functions(void **state)
{
	struct cicle_frame outer, inner;
	struct noted n;
	void *a;

	(void)state;
	begin();
	cicle_enter(&outer, 3);
	cicle_enter(&inner, 7);
	for (int i = 0; i < 10; i++) {
		a = my_malloc(100);
		if (i < 9)
			my_free(a);
	}
	cicle_leave(&inner);
	cicle_leave(&outer);
	n = end(NULL, 0);
	assert_int_equal(n.depth, 3);
	assert_int_equal(n.path[0], 0);
	assert_int_equal(n.path[1], 3);
	assert_int_equal(n.path[2], 7);
	assert_int_equal(n.function_peak, 100);
	free(a);
}

static void test_blocks_that_roots_lead_to_are_kept(void **state)
{
	void **roots[2] = {NULL, NULL};
	struct noted n;

	(void)state;
	begin();
	roots[0] = my_malloc(64);
	memset(roots[0], 0, 64);
	roots[0][3] = (char *)my_malloc(1000) + 999;      // its last byte
	roots[1] = (void **)((char *)my_malloc(10) + 10); // just behind it: no pointer into it
	n = end(roots, sizeof roots);
	assert_int_equal(n.kept_cnt, 2);
	assert_int_equal(n.kept_bytes, 1064);
	assert_int_equal(n.lost_cnt, 1);
	free((char *)roots[0][3] - 999);
	free(roots[0]);
	free((char *)roots[1] - 10);
}

// The block was freed by code that does not tell, and its memory is gone: it is looked at safely.
static void test_a_block_that_is_gone(void **state)
{
	void *root;
	struct noted n;

	(void)state;
	begin();
	root = my_malloc(10 << 20);
	free(root);
	n = end(&root, sizeof root);
	assert_int_equal(n.kept_cnt, 1);
}

// An address that is allocated again was freed in between.
static void test_an_address_twice(void **state)
{
	struct noted n;
	void *a, *b;

	(void)state;
	begin();
	a = my_malloc(24);
	free(a);
	b = my_malloc(24);
	n = end(NULL, 0);
	assert_int_equal(n.alloc_cnt, 2);
	assert_int_equal(n.lost_cnt, a == b ? 1 : 2);
	free(b);
}

static void test_many_blocks(void **state)
{
	enum { CNT = 50000 };
	static void *blocks[CNT];
	struct noted n;

	(void)state;
	begin();
	for (int i = 0; i < CNT; i++)
		blocks[i] = my_malloc(16);
	for (int i = 0; i < CNT; i += 2)
		my_free(blocks[i]);
	n = end(NULL, 0);
	assert_int_equal(n.alloc_cnt, CNT);
	assert_int_equal(n.free_cnt, CNT / 2);
	assert_int_equal(n.lost_cnt, CNT / 2);
	assert_int_equal(n.peak_bytes, 16 * CNT);
	assert_int_equal(n.missed_cnt, 0);
	for (int i = 1; i < CNT; i += 2)
		free(blocks[i]);
}

static void *churn(void *arg)
{
	void *kept[64] = {0};

	(void)arg;
	for (int i = 0; i < 20000; i++) {
		my_free(kept[i % 64]);
		kept[i % 64] = my_malloc(32);
	}
	for (int i = 0; i < 64; i++)
		my_free(kept[i]);
	return NULL;
}

static void test_threads(void **state)
{
	pthread_t threads[4];
	struct noted n;

	(void)state;
	begin();
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, churn, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	n = end(NULL, 0);
	assert_int_equal(n.alloc_cnt, 80000);
	assert_int_equal(n.free_cnt, 80000);
	assert_int_equal(n.lost_cnt, 0);
}

static void test_names(void **state)
{
	(void)state;
	assert_null(heap_hook("printf"));
	assert_null(heap_hook(""));
	assert_ptr_equal(heap_hook("getline") != NULL, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_counts_and_levels),
	    cmocka_unit_test(test_blocks_that_change_size),
	    cmocka_unit_test(test_paths_and_peaks_of_functions),
	    cmocka_unit_test(test_blocks_that_roots_lead_to_are_kept),
	    cmocka_unit_test(test_a_block_that_is_gone),
	    cmocka_unit_test(test_an_address_twice),
	    cmocka_unit_test(test_many_blocks),
	    cmocka_unit_test(test_threads),
	    cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
