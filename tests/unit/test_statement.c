// tests/unit/test_statement.c - where jit/read/statement.c puts line probes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

#include "jit/read/statement.h"

// Writes a text's probes as "@<line> ", lines from 0, without what is around them.
static char *probed(const char *text)
{
	static const char call[] = "cicle_line(&__cicle_lines, ";
	struct tokens tokens;
	struct str out = {0}, marked = {0};
	bool is_good;

	tokens_init(&tokens, text, strlen(text));
	is_good = statements_probe(&tokens, 0, tokens.cnt, &out);
	tokens_release(&tokens);
	if (!is_good) {
		assert_int_equal(out.len, 0);
		return str_take(&out);
	}
	for (const char *at = str_text(&out); *at;) {
		if (strncmp(at, call, strlen(call)) != 0) {
			str_putc(&marked, *at++);
			continue;
		}
		at += strlen(call);
		str_printf(&marked, "@%lu", strtoul(at, NULL, 10));
		at = strchr(at, ')') + 1;
	}
	str_release(&out);
	return str_take(&marked);
}

static const struct {
	const char *what, *text, *expected;
} cases[] = {
    {"a statement", "x();", "@0; x();"},
    {"one probe a line", "x(); y();\nz();", "@0; x(); y();\n@1; z();"},
    {"a statement over lines", "x(1,\n 2); y();", "@0; x(1,\n 2); @1; y();"},
    {"an if tells its line itself", "if (a)\n b();\nelse\n c();",
     "if (@0, a)\n { @1; b(); }\nelse\n { @3; c(); }"},
    {"else if", "if (a)\n b();\nelse if (c)\n d();\nelse e();",
     "if (@0, a)\n { @1; b(); }\nelse if (@2, c)\n { @3; d(); }\nelse { @4; e(); }"},
    {"a dangling else", "if (a)\n if (b) c(); else d();",
     "if (@0, a)\n { if (@1, b) { c(); } else { d(); } }"},
    {"behind an if on one line", "if (a) b(); c();", "if (@0, a) { b(); } c();"},
    {"behind an if over lines", "if (a) {\n b(); } c();", "if (@0, a) {\n @1; b(); } @1; c();"},
    {"a for", "for (i = 0; i < 3; i++)\n x();", "@0; for (i = 0; i < 3; @0, i++)\n { @1; x(); }"},
    {"a for without increment", "for (;;) { x(); }", "@0; for (;;@0) { x(); }"},
    {"a for with brackets in its head", "for (int a[] = {1; 2}; f(a; b); i++) ;",
     "@0; for (int a[] = {1; 2}; f(a; b); @0, i++) { ; }"},
    {"a for whose head is a macro", "for (EACH(x)) y();", "@0; for (EACH(x)) { @0; y(); }"},
    {"a while", "while (a)\n b();", "while (@0, a)\n { @1; b(); }"},
    {"do", "do\n a();\nwhile (b);\nc();", "do\n { @1; a(); }\nwhile (@2, b);\n@3; c();"},
    {"behind a loop that breaks", "do { if (a)\n break;\n b(); } while (c); d();",
     "do { if (@0, a)\n { @1; break; }\n @2; b(); } while (@2, c); @2; d();"},
    {"switch", "switch (a) {\ncase 1: b(); break;\ncase 2 ? 3 : 4:\ndefault:\n c();\n}",
     "switch (@0, a) {\ncase 1: @1; b(); break;\ncase 2 ? 3 : 4:\ndefault:\n @4; c();\n}"},
    {"a label, and one at the end",
     "again: a(); goto again; end:", "again: @0; a(); goto again; end:"},
    {"declarations", "int a = 1, b[] = {1, 2};\nstruct { int x; } s = {1};",
     "@0; int a = 1, b[] = {1, 2};\n@1; struct { int x; } s = {1};"},
    {"return of a compound literal", "return (struct p){1, 2};", "@0; return (struct p){1, 2};"},
    {"blocks", "{ { x(); } }", "{ { @0; x(); } }"},
    {"an empty body", "while (a);", "while (@0, a){ ; }"},
    {"a macro that loops", "EACH(i, n) {\n x(); }\nforever { y(); }",
     "@0; EACH(i, n) {\n @1; x(); }\n@2; forever { @2; y(); }"},
    {"a macro without semicolon", "SWAP(a, b)\nc();", "@0; SWAP(a, b)\nc();"},
    {"a macro at the end of a block", "{ END_ALL(a) }\nc();", "{ @0; END_ALL(a) }\n@1; c();"},
    {"directives stay on their lines", "if (a)\n#define X 1\n b();\n#undef X\nc();",
     "if (@0, a)\n#define X 1\n { @2; b(); }\n#undef X\n@4; c();"},
    {"comments stay", "/* a */ b(); // c\nd();", "@0; b(); // c\n@1; d();"},
    {"nothing", "", ""},
    {"an else without an if", "else a();", ""},
    {"an if without a condition", "if a;", ""},
    {"a bracket that is never closed", "if (a { b(); }", ""},
    {"a bracket that was never opened", "a(); }", ""},
    {"a do without its while", "do a(); b();", ""},
    {"an if at the end", "if (a)", ""},
    {"a case without its colon", "case 1", ""},
};

static void test_probes_stand_where_lines_begin(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *result = probed(cases[i].text);

		if (strcmp(result, cases[i].expected) != 0)
			print_message("%s:\n", cases[i].what);
		assert_string_equal(result, cases[i].expected);
		free(result);
	}
}

static void test_deep_text_gets_no_probes(void **state)
{
	struct str text = {0};
	char *result;

	(void)state;
	for (int i = 0; i < 100000; i++)
		str_puts(&text, i % 2 ? "if (a) " : "{ ");
	str_puts(&text, "x();");
	for (int i = 0; i < 50000; i++)
		str_puts(&text, "}");
	result = probed(str_text(&text));
	assert_string_equal(result, "");
	free(result);
	str_release(&text);
}

static void test_a_long_chain_is_not_deep(void **state)
{
	struct str text = {0};
	char *result;

	(void)state;
	for (int i = 0; i < 5000; i++)
		str_puts(&text, "if (a) x(); else ");
	str_puts(&text, "y();");
	result = probed(str_text(&text));
	assert_true(strlen(result) > text.len);
	free(result);
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_probes_stand_where_lines_begin),
	    cmocka_unit_test(test_deep_text_gets_no_probes),
	    cmocka_unit_test(test_a_long_chain_is_not_deep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
