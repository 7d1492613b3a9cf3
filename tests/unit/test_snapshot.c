// tests/unit/test_snapshot.c - what names meant, and going back to it, of jit/snapshot.c.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "jit/snapshot.h"

static struct symbols symbols;
static struct preprocess preprocess;

static int set_up(void **state)
{
	(void)state;
	symbols_init(&symbols);
	preprocess_init(&preprocess);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	symbols_release(&symbols);
	preprocess_release(&preprocess);
	return 0;
}

static struct name *name_of(const char *text)
{
	return symbols_name(&symbols, text, strlen(text));
}

static struct decl *define(const char *name, enum name_space space, enum decl_kind kind,
			   const char *text)
{
	struct decl *decl = symbols_decl(&symbols, kind, text, strlen(text), true);

	symbols_define(&symbols, name_of(name), space, decl);
	symbols_commit(&symbols);
	return decl;
}

static struct decl *define_object(const char *name, const char *text, uint32_t slot)
{
	struct decl *decl = define(name, SPACE_ORDINARY, DECL_OBJECT, text);

	decl->slot = slot;
	return decl;
}

// A function's text with one static variable, or none (0).
static struct function *function_of(const char *text, uint32_t static_slot)
{
	struct function *function = mem_zalloc(sizeof *function);

	function->text = mem_strdup(text);
	if (!static_slot)
		return function;
	function->static_slots = mem_zalloc(sizeof *function->static_slots);
	function->static_slots[0] = static_slot;
	function->static_cnt = 1;
	return function;
}

static struct decl *define_function(const char *name, uint32_t slot, struct function *function)
{
	struct decl *decl = define(name, SPACE_ORDINARY, DECL_FUNCTION, "void f(void);");

	decl->slot = slot;
	decl->function = function;
	return decl;
}

static void restore(struct snapshot *snapshot)
{
	snapshot_restore(snapshot, &symbols, &preprocess);
	snapshot_free(snapshot);
}

static void test_names_mean_what_they_did(void **state)
{
	struct decl *first = define("n", SPACE_ORDINARY, DECL_TYPE, "typedef int n;");
	struct decl *tag = define("s", SPACE_TAG, DECL_TYPE, "struct s;");
	struct snapshot *snapshot = snapshot_new(&symbols, &preprocess);
	uint64_t version = symbols.version;

	(void)state;
	define("n", SPACE_ORDINARY, DECL_TYPE, "typedef long n;");
	define("later", SPACE_ORDINARY, DECL_TYPE, "typedef int later;");
	symbols_undefine(&symbols, name_of("s"), SPACE_TAG);
	symbols_commit(&symbols);
	restore(snapshot);
	assert_ptr_equal(name_of("n")->current[SPACE_ORDINARY], first);
	assert_ptr_equal(name_of("s")->current[SPACE_TAG], tag);
	assert_false(name_is_defined(name_of("later")));
	assert_true(symbols.version > version + 2); // nobody takes it for one that was
}

static void test_ended_macros_live_again(void **state)
{
	struct decl *macro = define("N", SPACE_MACRO, DECL_MACRO, "#define N 1");
	struct decl *second;
	struct snapshot *snapshot;

	(void)state;
	symbols_end_macro(&symbols, name_of("N"));
	second = define("N", SPACE_MACRO, DECL_MACRO, "#define N 2");
	snapshot = snapshot_new(&symbols, &preprocess);
	symbols_end_macro(&symbols, name_of("N"));
	define("N", SPACE_MACRO, DECL_MACRO, "#define N 3");
	restore(snapshot);
	assert_ptr_equal(name_of("N")->current[SPACE_MACRO], second);
	assert_ptr_equal(name_of("N")->past_macros, macro);
	assert_null(macro->older);
	assert_int_equal(second->end_order, 0);
	assert_ptr_equal(name_macro_at(name_of("N"), macro->order), macro);
}

static void test_declarations_stand_where_they_stood(void **state)
{
	struct decl *decl = define("n", SPACE_ORDINARY, DECL_TYPE, "typedef int n;");
	uint64_t order = decl->order;
	struct snapshot *snapshot = snapshot_new(&symbols, &preprocess);

	(void)state;
	decl->order = 1000;
	decl->is_broken = decl->is_of_program = decl->hides_header = true;
	restore(snapshot);
	assert_int_equal(decl->order, order);
	assert_false(decl->is_broken || decl->is_of_program || decl->hides_header);
}

static void test_functions_have_the_texts_that_they_had(void **state)
{
	struct decl *decl = define_function("f", 1, function_of("old", 0));
	struct snapshot *snapshot = snapshot_new(&symbols, &preprocess);

	(void)state;
	function_free(decl->function);
	decl->function = function_of("new", 0);
	snapshot_restore(snapshot, &symbols, &preprocess);
	assert_string_equal(decl->function->text, "old");
	snapshot_free(snapshot);
	assert_string_equal(decl->function->text, "old");
}

static void test_it_can_be_gone_back_and_forth(void **state)
{
	struct decl *one = define("n", SPACE_ORDINARY, DECL_TYPE, "1"), *two, *three;
	struct snapshot *first = snapshot_new(&symbols, &preprocess), *second;

	(void)state;
	two = define("n", SPACE_ORDINARY, DECL_TYPE, "2");
	second = snapshot_share(snapshot_new(&symbols, &preprocess));
	snapshot_free(second);
	snapshot_restore(first, &symbols, &preprocess);
	three = define("n", SPACE_ORDINARY, DECL_TYPE, "3");
	assert_ptr_equal(name_of("n")->current[SPACE_ORDINARY], three);
	snapshot_restore(second, &symbols, &preprocess);
	assert_ptr_equal(name_of("n")->current[SPACE_ORDINARY], two);
	snapshot_restore(first, &symbols, &preprocess);
	assert_ptr_equal(name_of("n")->current[SPACE_ORDINARY], one);
	snapshot_free(first);
	snapshot_free(second);
}

static void test_directives_are_those_that_had_run(void **state)
{
	struct snapshot *snapshot;
	struct str before = {0}, after = {0};

	(void)state;
	preprocess_set_head(&preprocess, "#define HEAD 1\n");
	preprocess_remember(&preprocess, "#include <a.h>\n#define TWO \\\n  2\n");
	preprocess_skeleton(&preprocess, READER_TCC, "#if 1\n#endif\n", "x", &before);
	snapshot = snapshot_new(&symbols, &preprocess);
	preprocess_remember(&preprocess, "#include <b.h>\n#define TWO 3\n");
	preprocess_set_head(&preprocess, "");
	restore(snapshot);
	preprocess_skeleton(&preprocess, READER_TCC, "#if 1\n#endif\n", "x", &after);
	assert_string_equal(str_text(&after), str_text(&before));
	assert_false(preprocess_is_needed(&preprocess, "#include <a.h>\n"));
	assert_true(preprocess_is_needed(&preprocess, "#include <b.h>\n"));
	str_release(&before);
	str_release(&after);
}

static void test_names_whose_memory_is_newer_go(void **state)
{
	struct snapshot *snapshot;
	struct str gone = {0};

	(void)state;
	define_object("same", "extern int same;", 1);
	define_object("again", "extern int again;", 2);
	define_object("other", "extern int other;", 3);
	define_function("counts", 4, function_of("x", 5));
	define_function("plain", 6, function_of("x", 0));
	snapshot = snapshot_new(&symbols, &preprocess);
	define_object("again", "extern int again;", 2);
	define_object("other", "extern long other;", 3);
	define_object("newer", "extern int newer;", 7);
	define_function("plain", 6, function_of("y", 0));
	define_function("fresh", 8, function_of("y", 9));
	snapshot_drop_newer(snapshot, &symbols, &gone);
	assert_string_equal(str_text(&gone), "other, newer, fresh");
	assert_false(name_is_defined(name_of("fresh")));
	assert_string_equal(name_of("plain")->current[SPACE_ORDINARY]->function->text, "y");
	str_clear(&gone);
	snapshot_drop_newer(NULL, &symbols, &gone);
	assert_string_equal(str_text(&gone), "same, again, counts");
	str_release(&gone);
	snapshot_free(snapshot);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_names_mean_what_they_did),
	    TEST(test_ended_macros_live_again),
	    TEST(test_declarations_stand_where_they_stood),
	    TEST(test_functions_have_the_texts_that_they_had),
	    TEST(test_it_can_be_gone_back_and_forth),
	    TEST(test_directives_are_those_that_had_run),
	    TEST(test_names_whose_memory_is_newer_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
