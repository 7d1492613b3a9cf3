// tests/unit/test_symbol.c - names, their meanings, order, rollback and preludes of
// jit/read/symbol.c.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "jit/read/symbol.h"

static struct symbols symbols;

static int set_up(void **state)
{
	(void)state;
	symbols_init(&symbols);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	symbols_release(&symbols);
	return 0;
}

static struct name *name_of(const char *text)
{
	return symbols_name(&symbols, text, strlen(text));
}

static struct decl *define(const char *name, enum name_space space, const char *text)
{
	struct decl *decl = symbols_decl(&symbols, DECL_TYPE, text, strlen(text), true);

	symbols_define(&symbols, name_of(name), space, decl);
	return decl;
}

// Lists the texts of a prelude for a text, in order.
static void collect(const char *text, struct str *out)
{
	struct prelude prelude;

	prelude_init(&prelude, &symbols);
	prelude_add_text(&prelude, text, strlen(text));
	prelude_sort(&prelude);
	for (size_t i = 0; i < prelude.cnt; i++)
		str_printf(out, "%s%s", i ? " " : "", prelude.decls[i]->text);
	prelude_release(&prelude);
}

static void check_prelude(const char *text, const char *expected)
{
	struct str out = {0};

	collect(text, &out);
	assert_string_equal(str_text(&out), expected);
	str_release(&out);
}

static void test_name_spaces_are_apart(void **state)
{
	struct decl *tag = define("a", SPACE_TAG, "struct a{};");
	struct decl *object = define("a", SPACE_ORDINARY, "int a;");

	(void)state;
	assert_ptr_equal(name_of("a")->current[SPACE_TAG], tag);
	assert_ptr_equal(name_of("a")->current[SPACE_ORDINARY], object);
	assert_null(name_of("a")->current[SPACE_MACRO]);
	assert_null(symbols_find(&symbols, "b", 1));
}

static void test_a_rollback_takes_back_everything_since_the_commit(void **state)
{
	struct decl *first = define("a", SPACE_ORDINARY, "int a;");

	(void)state;
	symbols_commit(&symbols);
	define("a", SPACE_ORDINARY, "double a;");
	define("b", SPACE_ORDINARY, "int b;");
	symbols_undefine(&symbols, name_of("a"), SPACE_ORDINARY);
	symbols_rollback(&symbols);
	assert_ptr_equal(name_of("a")->current[SPACE_ORDINARY], first);
	assert_null(name_of("b")->current[SPACE_ORDINARY]);
}

static void test_what_was_taken_back_is_freed(void **state)
{
	struct decl *first = define("a", SPACE_ORDINARY, "int a;");

	(void)state;
	symbols_commit(&symbols);
	define("a", SPACE_ORDINARY, "double a;");
	assert_false(symbols_sweep(&symbols)); // it may still be committed
	symbols_rollback(&symbols);
	assert_true(symbols_sweep(&symbols));
	assert_ptr_equal(symbols.decls, first);
	assert_false(symbols_sweep(&symbols));
	define("b", SPACE_ORDINARY, "int b;");
	symbols_commit(&symbols);
	assert_false(symbols_sweep(&symbols));
	assert_ptr_equal(symbols.decls->next, first);
}

static void test_a_commit_counts_as_a_version_only_when_something_changed(void **state)
{
	uint64_t version = symbols.version;

	(void)state;
	symbols_commit(&symbols);
	assert_int_equal(symbols.version, version);
	define("a", SPACE_ORDINARY, "int a;");
	symbols_commit(&symbols);
	assert_int_equal(symbols.version, version + 1);
	symbols_rollback(&symbols);
	assert_non_null(name_of("a")->current[SPACE_ORDINARY]);
}

static void test_a_prelude_holds_what_is_named_transitively_in_order(void **state)
{
	(void)state;
	define("T", SPACE_ORDINARY, "typedef int T;");
	define("N", SPACE_MACRO, "#define N 3");
	define("s", SPACE_TAG, "struct s{T a[N];};");
	define("x", SPACE_ORDINARY, "extern struct s x;");
	define("other", SPACE_ORDINARY, "extern int other;");
	check_prelude("x + 1", "typedef int T; #define N 3 struct s{T a[N];}; extern struct s x;");
	check_prelude("\"other\" /* other */ 1", "");
	check_prelude("other + N", "#define N 3 extern int other;");
}

static void test_declarations_that_name_each_other_end(void **state)
{
	(void)state;
	define("a", SPACE_TAG, "struct a{struct b*b;};");
	define("b", SPACE_TAG, "struct b{struct a*a;};");
	check_prelude("a", "struct a{struct b*b;}; struct b{struct a*a;};");
}

static void test_a_redefinition_keeps_its_place(void **state)
{
	struct decl *old = define("T", SPACE_ORDINARY, "typedef int T;");
	struct decl *decl;

	(void)state;
	define("x", SPACE_ORDINARY, "extern T x;");
	decl = define("T", SPACE_ORDINARY, "typedef double T;");
	assert_false(symbols_place(&symbols, decl, old));
	check_prelude("x", "typedef double T; extern T x;");
}

static void test_a_redefinition_that_needs_something_later_moves_with_its_dependents(void **state)
{
	struct decl *old = define("a", SPACE_TAG, "struct a{int n;};");
	struct decl *decl;

	(void)state;
	define("c", SPACE_TAG, "struct c{struct a a;};");
	define("b", SPACE_TAG, "struct b{int m;};");
	symbols_commit(&symbols);
	decl = define("a", SPACE_TAG, "struct a{struct b b;};");
	assert_true(symbols_place(&symbols, decl, old));
	symbols_move_dependents(&symbols, &decl, 1);
	check_prelude("c", "struct b{int m;}; struct a{struct b b;}; struct c{struct a a;};");
	symbols_rollback(&symbols);
	check_prelude("c", "struct a{int n;}; struct c{struct a a;};");
}

static void test_names_are_classified_for_the_parser(void **state)
{
	(void)state;
	define("T", SPACE_ORDINARY, "typedef int T;")->is_type_name = true;
	define("v", SPACE_ORDINARY, "extern int v;");
	define("M", SPACE_MACRO, "#define M unsigned int");
	define("N", SPACE_MACRO, "#define N 3");
	define("s", SPACE_TAG, "struct s{};");
	assert_int_equal(symbols_classify(&symbols, "T", 1), NAME_TYPE);
	assert_int_equal(symbols_classify(&symbols, "v", 1), NAME_VALUE);
	assert_int_equal(symbols_classify(&symbols, "M", 1), NAME_TYPE);
	assert_int_equal(symbols_classify(&symbols, "N", 1), NAME_VALUE);
	assert_int_equal(symbols_classify(&symbols, "s", 1), NAME_UNKNOWN);
	assert_int_equal(symbols_classify(&symbols, "zz", 2), NAME_UNKNOWN);
}

static struct decl *define_macro(const char *name, const char *text)
{
	struct decl *decl = symbols_decl(&symbols, DECL_MACRO, text, strlen(text), true);

	symbols_define(&symbols, name_of(name), SPACE_MACRO, decl);
	return decl;
}

static const char *text_at(const char *name, uint64_t order)
{
	const struct decl *macro = name_macro_at(name_of(name), order);

	return macro ? macro->text : "";
}

static void test_a_macro_lives_between_its_definition_and_its_end(void **state)
{
	uint64_t before = symbols.next_order++, first, between, second;

	(void)state;
	define_macro("N", "#define N 1");
	first = symbols.next_order++;
	symbols_end_macro(&symbols, name_of("N"));
	between = symbols.next_order++;
	define_macro("N", "#define N 2");
	second = symbols.next_order++;
	assert_string_equal(text_at("N", before), "");
	assert_string_equal(text_at("N", first), "#define N 1");
	assert_string_equal(text_at("N", between), "");
	assert_string_equal(text_at("N", second), "#define N 2");
	assert_string_equal(text_at("N", UINT64_MAX), "#define N 2");
	symbols_rollback(&symbols);
	assert_string_equal(text_at("N", first), "");
}

static void test_the_end_of_a_macro_is_rolled_back(void **state)
{
	(void)state;
	define_macro("N", "#define N 1");
	symbols_commit(&symbols);
	symbols_end_macro(&symbols, name_of("N"));
	symbols_rollback(&symbols);
	assert_string_equal(text_at("N", UINT64_MAX), "#define N 1");
	assert_null(name_of("N")->past_macros);
}

// A correction takes the place of what an earlier cell defined; in between, the first one holds.
static void test_a_corrected_macro_keeps_its_place(void **state)
{
	struct decl *old = define_macro("N", "#define N 1"), *first, *last;
	uint64_t early = symbols.next_order++, between;

	(void)state;
	first = symbols_decl(&symbols, DECL_MACRO, "#define N 2", 11, true);
	first->order = old->order;
	symbols_define(&symbols, name_of("N"), SPACE_MACRO, first);
	between = symbols.next_order++;
	last = symbols_decl(&symbols, DECL_MACRO, "#define N 3", 11, true);
	symbols_correct_macro(&symbols, name_of("N"), last);
	assert_string_equal(text_at("N", early), "#define N 3");
	assert_string_equal(text_at("N", between), "#define N 2");
	assert_string_equal(text_at("N", UINT64_MAX), "#define N 3");
}

static void check_pins(const char *text, uint64_t order, const char *before, const char *behind)
{
	struct prelude prelude;
	struct str out = {0}, end = {0};

	prelude_init(&prelude, &symbols);
	prelude_add_text_at(&prelude, text, strlen(text), order);
	prelude_pin_text(&prelude, &out, false);
	prelude_pin_text(&prelude, &end, true);
	assert_string_equal(str_text(&out), before);
	assert_string_equal(str_text(&end), behind);
	prelude_release(&prelude);
	str_release(&out);
	str_release(&end);
}

static void test_a_text_is_pinned_to_the_macros_before_it(void **state)
{
	uint64_t first, second;

	(void)state;
	define_macro("LIST", "#define LIST X(1)");
	define_macro("X", "#define X(n) n,");
	first = symbols.next_order++;
	symbols_end_macro(&symbols, name_of("X"));
	define_macro("X", "#define X(n) #n");
	second = symbols.next_order++;
	define_macro("later", "#define later 5");
	check_pins("LIST", first, "#undef X\n#define X(n) n,\n", "#undef X\n#define X(n) #n\n");
	check_pins("LIST", second, "", "");
	check_pins("later", second, "#undef later\n", "#undef later\n#define later 5\n");
	check_pins("later", UINT64_MAX, "", "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_name_spaces_are_apart),
	    TEST(test_a_rollback_takes_back_everything_since_the_commit),
	    TEST(test_what_was_taken_back_is_freed),
	    TEST(test_a_commit_counts_as_a_version_only_when_something_changed),
	    TEST(test_a_prelude_holds_what_is_named_transitively_in_order),
	    TEST(test_declarations_that_name_each_other_end),
	    TEST(test_a_redefinition_keeps_its_place),
	    TEST(test_a_redefinition_that_needs_something_later_moves_with_its_dependents),
	    TEST(test_names_are_classified_for_the_parser),
	    TEST(test_a_macro_lives_between_its_definition_and_its_end),
	    TEST(test_the_end_of_a_macro_is_rolled_back),
	    TEST(test_a_corrected_macro_keeps_its_place),
	    TEST(test_a_text_is_pinned_to_the_macros_before_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
