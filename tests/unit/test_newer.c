// tests/unit/test_newer.c - C23's spellings and words of jit/read/newer.c, and programs of
// jit/read/program.c.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "jit/read/newer.h"
#include "jit/read/program.h"

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

static void test_spellings_are_rewritten_in_place(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
	    {"1'000 + 0xF'F", "1000  + 0xFF "},
	    {"u8\"a\" u8'b' u\"c\"", "  \"a\"   'b' u\"c\""},
	    {"[[a]] int x; f([[b(\"]]\")]] 1);", "      int x; f(            1);"},
	    {"[[a\n,b]]x", "   \n    x"},
	    {"a[b[0]][c[1]]", "a[b[0]][c[1]]"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text = mem_strdup(cases[i].text);
		struct tokens tokens, again;

		tokens_init(&tokens, text, strlen(text));
		newer_rewrite(text, &tokens);
		assert_string_equal(text, cases[i].expected);
		tokens_init(&again, text, strlen(text));
		assert_int_equal(tokens.cnt, again.cnt);
		assert_memory_equal(tokens.items, again.items,
				    (again.cnt + 1) * sizeof *again.items);
		tokens_release(&tokens);
		tokens_release(&again);
		free(text);
	}
}

static const char *macro_of(const char *name)
{
	const struct name *found = symbols_find(&symbols, name, strlen(name));

	return found && found->current[SPACE_MACRO] ? found->current[SPACE_MACRO]->text : "";
}

static void define_words(const char *text)
{
	struct tokens tokens;

	tokens_init(&tokens, text, strlen(text));
	newer_define_words(&symbols, &tokens);
	tokens_release(&tokens);
}

static void test_words_are_macros_when_they_are_used(void **state)
{
	(void)state;
	define_words("bool b = true;");
	assert_string_equal(macro_of("bool"), "#define bool _Bool");
	assert_string_equal(macro_of("true"), "#define true 1");
	assert_string_equal(macro_of("false"), "");
	define_words("typedef enum { false, true } bool; bool b = true;");
	assert_string_equal(macro_of("bool"), "");
	assert_string_equal(macro_of("true"), "");
	define_words("#define nullptr 5\nint a = nullptr;");
	assert_string_equal(macro_of("nullptr"), "");
}

static bool is_program(const char *text)
{
	struct tokens tokens;
	bool is;

	tokens_init(&tokens, text, strlen(text));
	is = program_is(&tokens);
	tokens_release(&tokens);
	return is;
}

static void test_programs_define_main(void **state)
{
	(void)state;
	assert_true(is_program("int main(void) { return 0; }"));
	assert_true(is_program("main() { }"));
	assert_true(is_program("int x; void f(void) { }\nint main(argc) int argc; { }"));
	assert_false(is_program("int main(void);"));
	assert_false(is_program("void f(void) { main(); }"));
	assert_false(is_program("int main;"));
}

static void test_own_names_of_a_program_end_macros_of_others(void **state)
{
	static const struct {
		const char *text;
		bool ends;
	} cases[] = {
	    {"int f(int N)", true}, {"struct N x;", true},  {"p->N = 1;", true},
	    {"size_t N;", true},    {"char **N;", true},    {"unsigned N", true},
	    {"return N;", false},   {"int a[N];", false},   {"x * N", false},
	    {"sizeof N", false},    {"f(N, N + 1)", false}, {"N", false},
	    {"x = N;", false},      {"case N: ;", false},   {"(int)N", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct decl *macro = symbols_decl(&symbols, DECL_MACRO, "#define N 1", 11, true);
		struct tokens tokens;

		macro->is_of_program = true;
		symbols_define(&symbols, symbols_name(&symbols, "N", 1), SPACE_MACRO, macro);
		tokens_init(&tokens, cases[i].text, strlen(cases[i].text));
		program_end_macros(&symbols, &tokens);
		if ((*macro_of("N") == 0) != cases[i].ends)
			fail_msg("%s", cases[i].text);
		tokens_release(&tokens);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_spellings_are_rewritten_in_place),
	    TEST(test_words_are_macros_when_they_are_used),
	    TEST(test_programs_define_main),
	    TEST(test_own_names_of_a_program_end_macros_of_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
