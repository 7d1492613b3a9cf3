// tests/unit/test_timing.c - what magics/timing.c makes of measured times.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/pack.h"
#include "magics/timing.h"

static void pack_runs(struct str *out, uint64_t number, const uint64_t *ns, size_t cnt)
{
	pack_u64(out, number);
	for (size_t i = 0; i < cnt; i++)
		pack_u64(out, ns[i]);
}

static void pack_times(struct str *out, const uint64_t *a, const uint64_t *b, size_t cnt,
		       uint64_t empty_ns)
{
	pack_u32(out, b ? 2 : 1);
	pack_u32(out, (uint32_t)cnt);
	pack_runs(out, 1000, a, cnt);
	if (b)
		pack_runs(out, 500, b, cnt);
	pack_u64(out, 1000);
	pack_u64(out, empty_ns);
}

static void check_text(const struct str *bytes, const char *expected)
{
	static const char *const names[] = {"f()", "g()"};
	struct timing timing;
	struct err err = {0};
	struct str text = {0}, html = {0};

	assert_int_equal(timing_read(&timing, bytes->data, bytes->len, &err), 0);
	timing_text(&timing, names, 3, &text);
	assert_string_equal(text.data, expected);
	timing_html(&timing, names, 3, &html);
	assert_non_null(strstr(html.data, "<svg"));
	assert_null(strstr(html.data, "<script"));
	timing_release(&timing);
	str_release(&text);
	str_release(&html);
}

static void test_one_statement(void **state)
{
	static const uint64_t ns[] = {20000, 30000, 40000};
	struct str bytes = {0};

	(void)state;
	pack_times(&bytes, ns, NULL, 3, 1000);
	check_text(&bytes, "30 ns \u00b1 8.16 ns per loop (mean \u00b1 std. dev. of 3 runs, 1,000 "
			   "loops each)\n");
	str_release(&bytes);
}

static void test_what_disturbs_is_told(void **state)
{
	static const uint64_t ns[] = {1000, 9000};
	struct str bytes = {0};

	(void)state;
	pack_times(&bytes, ns, NULL, 2, 2000);
	check_text(&bytes,
		   "5 ns \u00b1 4 ns per loop (mean \u00b1 std. dev. of 2 runs, 1,000 loops each)\n"
		   "The slowest run took 9.00 times longer than the fastest. This could mean that "
		   "an intermediate result is being cached.\n"
		   "The loop itself takes 2 ns of it.\n");
	str_release(&bytes);
}

static void test_two_statements_are_compared_in_pairs(void **state)
{
	// Both slow down together: the pairs' ratio is 2 throughout.
	static const uint64_t a[] = {20000, 30000, 40000}, b[] = {20000, 30000, 40000};
	static const uint64_t unsure_a[] = {20000, 30000, 40000},
			      unsure_b[] = {20000, 10000, 15000};
	struct str bytes = {0};
	struct timing timing;
	struct timing_ratio ratio;
	struct err err = {0};

	(void)state;
	pack_times(&bytes, a, b, 3, 0);
	assert_int_equal(timing_read(&timing, bytes.data, bytes.len, &err), 0);
	ratio = timing_compare(&timing);
	assert_true(fabs(ratio.ratio - 2) < 1e-9 && fabs(ratio.low - 2) < 1e-9 &&
		    fabs(ratio.high - 2) < 1e-9);
	timing_release(&timing);
	str_clear(&bytes);
	pack_times(&bytes, unsure_a, unsure_b, 3, 0);
	assert_int_equal(timing_read(&timing, bytes.data, bytes.len, &err), 0);
	ratio = timing_compare(&timing);
	assert_true(ratio.low < 1 && ratio.high > 1);
	timing_release(&timing);
	str_release(&bytes);
}

static void test_times_are_printed_as_ipython_does(void **state)
{
	static const struct {
		double seconds;
		const char *text;
	} cases[] = {
	    {0, "0 ns"},
	    {1.5e-9, "1.5 ns"},
	    {2.5e-8, "25 ns"},
	    {1.234e-6, "1.23 \u00b5s"},
	    {9.999e-4, "1e+03 \u00b5s"},
	    {0.0123, "12.3 ms"},
	    {1, "1 s"},
	    {59.4, "59.4 s"},
	    {63, "1min 3s"},
	    {3600, "1h"},
	    {90061, "1d 1h"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = {0};

		timing_print(cases[i].seconds, 3, &out);
		assert_string_equal(out.data, cases[i].text);
		str_release(&out);
	}
}

static void test_damaged_bytes_are_refused(void **state)
{
	static const uint64_t ns[] = {1, 2, 3};
	struct str bytes = {0};
	struct timing timing;

	(void)state;
	pack_times(&bytes, ns, ns, 3, 1);
	for (size_t len = 0; len < bytes.len; len++) {
		struct err err = {0};

		assert_int_equal(timing_read(&timing, bytes.data, len, &err), -1);
		assert_int_equal(err.code, ERR_FORMAT);
	}
	str_release(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_one_statement),
	    cmocka_unit_test(test_what_disturbs_is_told),
	    cmocka_unit_test(test_two_statements_are_compared_in_pairs),
	    cmocka_unit_test(test_times_are_printed_as_ipython_does),
	    cmocka_unit_test(test_damaged_bytes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
