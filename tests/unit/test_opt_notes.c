// tests/unit/test_opt_notes.c - what optimisers say of themselves (jit/compiler/opt_notes.c).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "jit/compiler/opt_notes.h"

static void assert_note(const struct opt_notes *notes, size_t i, enum opt_kind kind, uint32_t line,
			const char *text)
{
	assert_true(i < notes->cnt);
	assert_int_equal(notes->items[i].kind, kind);
	assert_string_equal(notes->items[i].file, "In[2]");
	assert_int_equal(notes->items[i].line, line);
	assert_string_equal(notes->items[i].text, text);
}

static void test_gccs_notes_are_read(void **state)
{
	struct opt_notes notes;
	struct str rest = {0};

	(void)state;
	opt_notes_read(&notes,
		       "Unit growth for small function inlining: 24->24 (0%)\n\n"
		       "In[2]:7:21: optimized:  Inlining sq/11 into cicle_fn_dot/13.\n"
		       "In[2]:7:21: optimized:  Inlining sq/11 into cicle_fn_dot/13.\n"
		       "In[2]:9:2: warning: unused variable 'x' [-Wunused]\n"
		       "In[2]:8:23: missed: couldn't vectorize loop\n"
		       "In[2]:11:12: note: ***** Analysis failed\n"
		       "cc1: warning: something\n",
		       &rest);
	assert_int_equal(notes.cnt, 3);
	assert_note(&notes, 0, OPT_DONE, 7, "Inlining sq into dot.");
	assert_note(&notes, 1, OPT_MISSED, 8, "couldn't vectorize loop");
	assert_note(&notes, 2, OPT_WHY, 11, "***** Analysis failed");
	assert_string_equal(rest.data, "In[2]:9:2: warning: unused variable 'x' [-Wunused]\n"
				       "cc1: warning: something\n");
	opt_notes_release(&notes);
	str_release(&rest);
}

#define PLACE "In[2]:3:1: note: could not determine the original source location for "

static void test_clangs_remarks_are_read(void **state)
{
	struct opt_notes notes;
	struct str rest = {0};

	(void)state;
	opt_notes_read(&notes,
		       "In[2]:3:1: remark: loop not vectorized [-Rpass-missed=loop-vectorize]\n"
		       "In[2]:4:1: remark: hoisted [-Rpass=licm]\n"
		       "remark: 'f' inlined into '.omp_outlined.' [-Rpass=inline]\n"
		       "In[2]:4:1: remark: f: changed from 1 to 2 [-Rpass-analysis=size-info]\n"
		       "In[2]:4:1: remark: 3 instructions [-Rpass-analysis=asm-printer]\n",
		       &rest);
	assert_int_equal(notes.cnt, 3);
	assert_note(&notes, 0, OPT_MISSED, 3, "loop not vectorized [-Rpass-missed=loop-vectorize]");
	assert_note(&notes, 1, OPT_DONE, 4, "hoisted [-Rpass=licm]");
	assert_note(&notes, 2, OPT_WHY, 4, "3 instructions [-Rpass-analysis=asm-printer]");
	assert_null(rest.data);
	opt_notes_release(&notes);
}

// As clang 14 tells them: in front of a remark and behind it, but for the first and those without.
static void test_clangs_places_are_found(void **state)
{
	struct opt_notes notes;
	struct str rest = {0};

	(void)state;
	opt_notes_read(
	    &notes,
	    "In[2]:3:1: remark: a [-Rpass=inline]\n" PLACE "In[2]:5:16\n" PLACE "In[2]:7:23\n"
	    "In[2]:3:1: remark: b [-Rpass-missed=gvn]\n" PLACE "In[2]:7:23\n"
	    "In[2]:3:1: remark: nowhere [-Rpass-missed=slp-vectorizer]\n"
	    "In[2]:3:1: remark: nowhere too [-Rpass-missed=slp-vectorizer]\n" PLACE "In[2]:8:5\n"
	    "In[2]:3:1: warning: c [-Wpass-failed]\n" PLACE "In[2]:8:5\n" PLACE "In[2]:9:5\n"
	    "In[2]:3:1: remark: d [-Rpass=loop-unroll]\n" PLACE "In[2]:9:5\n",
	    &rest);
	assert_int_equal(notes.cnt, 5);
	assert_note(&notes, 0, OPT_DONE, 5, "a [-Rpass=inline]");
	assert_note(&notes, 1, OPT_MISSED, 7, "b [-Rpass-missed=gvn]");
	assert_note(&notes, 2, OPT_MISSED, 3, "nowhere [-Rpass-missed=slp-vectorizer]");
	assert_note(&notes, 4, OPT_DONE, 9, "d [-Rpass=loop-unroll]");
	assert_string_equal(rest.data, "In[2]:3:1: warning: c [-Wpass-failed]\n");
	opt_notes_release(&notes);
	str_release(&rest);
}

// clang takes a parallel loop out of its function, and knows no place for what it made.
static void test_places_are_found_in_clangs_own_functions(void **state)
{
	struct opt_notes notes;
	struct str rest = {0};

	(void)state;
	opt_notes_read(&notes,
		       "remark: vectorized loop [-Rpass=loop-vectorize]\n"
		       "note: could not determine the original source location for In[2]:8:39\n"
		       "remark: nowhere [-Rpass=licm]\n",
		       &rest);
	assert_int_equal(notes.cnt, 1);
	assert_note(&notes, 0, OPT_DONE, 8, "vectorized loop [-Rpass=loop-vectorize]");
	assert_null(rest.data);
	opt_notes_release(&notes);
}

static void test_odd_lines_do_no_harm(void **state)
{
	static const char *const texts[] = {
	    "",
	    ":",
	    "::",
	    ": ",
	    "a:1:2:",
	    "a:1:2: ",
	    "a:b:c: missed: x",
	    ":1:2: missed: ",
	    "In[2]:99999999999:1: missed: /13",
	    "x: missed: y\n\n\n",
	    "a:1:2: note: could not determine the original source location for :",
	};
	struct opt_notes notes;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		opt_notes_read(&notes, texts[i], NULL);
		opt_notes_release(&notes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_gccs_notes_are_read),
	    cmocka_unit_test(test_clangs_remarks_are_read),
	    cmocka_unit_test(test_clangs_places_are_found),
	    cmocka_unit_test(test_places_are_found_in_clangs_own_functions),
	    cmocka_unit_test(test_odd_lines_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
