// tests/unit/test_shadow.c - which static locals jit/read/shadow.c gives another name, and where.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "jit/read/header.h"
#include "jit/read/shadow.h"

#define N "extern int n __asm__(\"cicle_s7\");"
#define N_RENAMED "extern int cicle_s7_n __asm__(\"cicle_s7\");"

static struct symbols symbols;
static struct str hoisted;

static int set_up(void **state)
{
	(void)state;
	symbols_init(&symbols);
	hoisted = (struct str){0};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	symbols_release(&symbols);
	str_release(&hoisted);
	return 0;
}

static void know(const char *text)
{
	header_index(&symbols, text, strlen(text));
}

static void assert_renamed(const char *text, const char *expected)
{
	char *renamed = shadow_rename(&symbols, &hoisted, text);

	assert_string_equal(renamed ? renamed : text, expected);
	free(renamed);
}

static void test_a_name_of_the_session_is_avoided(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
	    {"{ " N " n++; }", "{ " N_RENAMED " cicle_s7_n++; }"},
	    {"{ n; { " N " n; } n; }", "{ n; { " N_RENAMED " cicle_s7_n; } n; }"},
	    {"{ " N " s.n = p->n + n; }", "{ " N_RENAMED " s.n = p->n + cicle_s7_n; }"},
	    {"{ " N " struct n *a; goto n; n: ; }", "{ " N_RENAMED " struct n *a; goto n; n: ; }"},
	    {"{ " N " x ? n : n; }", "{ " N_RENAMED " x ? cicle_s7_n : cicle_s7_n; }"},
	    {"{ " N " struct t { int n; } t; n; }",
	     "{ " N_RENAMED " struct t { int n; } t; cicle_s7_n; }"},
	    {"{ " N "\n/* n */ \"n\"; 'n'; nn; }", "{ " N_RENAMED "\n/* n */ \"n\"; 'n'; nn; }"},
	    {"{ extern int n[2] __asm__(\"cicle_s8\"), o __asm__(\"cicle_s9\"); o = n[0]; }",
	     "{ extern int cicle_s8_n[2] __asm__(\"cicle_s8\"), o __asm__(\"cicle_s9\"); "
	     "o = cicle_s8_n[0]; }"},
	    {"{ extern int n; n; }", "{ extern int n; n; }"},
	    {"{ " N " n;", "{ " N_RENAMED " cicle_s7_n;"},
	};

	(void)state;
	know("extern double n;");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_renamed(cases[i].text, cases[i].expected);
}

static void test_the_first_of_a_unit_keeps_its_name(void **state)
{
	(void)state;
	assert_renamed("{ " N " n; }", "{ " N " n; }");
	assert_renamed("{ extern double n __asm__(\"cicle_s8\"); n; }",
		       "{ extern double cicle_s8_n __asm__(\"cicle_s8\"); cicle_s8_n; }");
	assert_renamed("{ extern double m __asm__(\"cicle_s9\"); m; }",
		       "{ extern double m __asm__(\"cicle_s9\"); m; }");
}

static void test_an_inner_block_has_its_own(void **state)
{
	(void)state;
	know("int n(void);");
	assert_renamed(
	    "{ " N " { extern char n __asm__(\"cicle_s8\"); n; } n; }",
	    "{ " N_RENAMED
	    " { extern char cicle_s8_n __asm__(\"cicle_s8\"); cicle_s8_n; } cicle_s7_n; }");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_a_name_of_the_session_is_avoided, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(test_the_first_of_a_unit_keeps_its_name, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(test_an_inner_block_has_its_own, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
