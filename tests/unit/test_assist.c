// tests/unit/test_assist.c - what magics/assist.c says while the user types.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "jit/read/symbol.h"
#include "magics/assist.h"

static struct symbols symbols;

static void define(const char *name, enum decl_kind kind, const char *text)
{
	struct decl *decl = symbols_decl(&symbols, kind, text, strlen(text), true);

	decl->file = "In[1]";
	decl->line = 3;
	decl->is_of_cell = true;
	symbols_define(&symbols, symbols_name(&symbols, name, strlen(name)), SPACE_ORDINARY, decl);
}

static int set_up(void **state)
{
	(void)state;
	symbols_init(&symbols);
	define("counter", DECL_OBJECT, "extern int counter;");
	define("count_all", DECL_FUNCTION, "int count_all(void);");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	symbols_release(&symbols);
	return 0;
}

static void test_texts_are_complete_or_not(void **state)
{
	static const struct {
		const char *code;
		enum completeness answer;
		size_t indent;
	} cases[] = {
	    {"", CODE_COMPLETE, 0},
	    {"int a;", CODE_COMPLETE, 0},
	    {"1 + 1", CODE_COMPLETE, 0},
	    {"f(1", CODE_INCOMPLETE, 4},
	    {"int f(void) {", CODE_INCOMPLETE, 4},
	    {"int f(void) {\n    if (1) {", CODE_INCOMPLETE, 8},
	    {"int f(void) {\n  if (1) {", CODE_INCOMPLETE, 6},
	    {"int f(void) {\n\tif (1) {", CODE_INCOMPLETE, 12},
	    {"int f(void) {\n    if (1) {\n    }", CODE_INCOMPLETE, 4},
	    {"int f(void) {\n    f(1,\n      2,", CODE_INCOMPLETE, 8},
	    {"int f(void) {\n    /* open", CODE_INCOMPLETE, 4},
	    {"int f(void)", CODE_INCOMPLETE, 0},
	    {"int f(void) { }", CODE_COMPLETE, 0},
	    {"for (;;)", CODE_INCOMPLETE, 4},
	    {"if (a) b; else", CODE_INCOMPLETE, 4},
	    {"do", CODE_INCOMPLETE, 4},
	    {"struct s", CODE_INCOMPLETE, 0},
	    {"#define A \\\n", CODE_INCOMPLETE, 0},
	    {"#define A 1", CODE_COMPLETE, 0},
	    {"/* open", CODE_INCOMPLETE, 0},
	    {"\"open", CODE_INVALID, 0},
	    {"f(1))", CODE_INVALID, 0},
	    {"(]", CODE_INVALID, 0},
	    {"}", CODE_INVALID, 0},
	    {"%prun f()", CODE_COMPLETE, 0},
	    {"%prun f()\nfor (;;) {", CODE_INCOMPLETE, 4},
	    {"int f(void) {\n}\n%prun f()", CODE_COMPLETE, 0},
	    {"f?", CODE_COMPLETE, 0},
	    {"int f(void) {\n}", CODE_COMPLETE, 0},
	    {"struct s { int a; }", CODE_COMPLETE, 0},
	    {"%%prun", CODE_INCOMPLETE, 0},
	    {"%%prun\nf();", CODE_INCOMPLETE, 0},
	    {"%%prun\nf();\n", CODE_COMPLETE, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t indent;

		if (assist_is_complete(&symbols, cases[i].code, &indent) != cases[i].answer ||
		    indent != cases[i].indent)
			fail_msg("%s", cases[i].code);
	}
}

static void test_the_word_at_the_cursor_is_found(void **state)
{
	static const struct {
		const char *code;
		size_t cursor, start, end;
	} cases[] = {
	    {"printf", 0, 0, 6},   {"printf", 3, 0, 6}, {"printf", 6, 0, 6}, {"printf(", 7, 0, 6},
	    {"printf (", 8, 0, 6}, {"a + b", 2, 0, 1},  {"%prun", 3, 1, 5},  {"", 0, 0, 0},
	    {"a", 99, 0, 1},       {"+ +", 1, 1, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t start, end;

		assist_word(cases[i].code, cases[i].cursor, &start, &end);
		if (start != cases[i].start || end != cases[i].end)
			fail_msg("'%s' at %zu: %zu to %zu", cases[i].code, cases[i].cursor, start,
				 end);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_texts_are_complete_or_not),
	    TEST(test_the_word_at_the_cursor_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
