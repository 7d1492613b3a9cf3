// tests/unit/test_segment.c - how magics/segment.c tells magics from C.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/str.h"
#include "magics/segment.h"

static enum name_class knows_flag(void *ctx, const char *name, size_t len)
{
	(void)ctx;
	return len == 4 && !memcmp(name, "flag", 4) ? NAME_VALUE : NAME_UNKNOWN;
}

// Writes segments as "C", "L:name", "M:name" (cell magic) or "H:name", with "+" for details.
static void describe(const char *text, struct str *out)
{
	struct segments segments;

	segments_init(&segments, text, knows_flag, NULL);
	for (size_t i = 0; i < segments.cnt; i++) {
		const struct segment *s = &segments.items[i];

		str_printf(out, "%s%c", i ? " " : "", "CLMHS"[s->kind]);
		if (s->kind == SEGMENT_SHELL)
			str_printf(out, ":%.*s", (int)(s->end_byte - s->args_byte),
				   text + s->args_byte);
		else if (s->kind != SEGMENT_C)
			str_printf(out, ":%.*s", (int)s->name_len, text + s->name_byte);
		if (s->detail_level)
			str_putc(out, '+');
	}
	segments_release(&segments);
}

static void test_a_cell_is_taken_apart(void **state)
{
	static const struct {
		const char *text, *segments;
	} cases[] = {
	    {"", ""},
	    {" \n\t", ""},
	    {"int a;", "C"},
	    {"%prun f()", "L:prun"},
	    {"  %prun f()", "L:prun"},
	    {"int a;\n%prun f()\na", "C L:prun C"},
	    {"%prun f()\n%prun g()", "L:prun L:prun"},
	    {"%%prun\nint a;\n%prun", "M:prun"},
	    {"\n%%prun -q\nint a;", "M:prun"},
	    {"a\n% b", "C"},
	    {"int r = a\n%b;", "C"},
	    {"(a\n%prun)", "C"},
	    {"{\n%prun f()\n}", "C"},
	    {"/*\n%prun f()\n*/", ""},
	    {"%prun f()\n// no more", "L:prun"},
	    {"/* open\n%prun f()", "C"},
	    {"int a;\n%unknown x", "C L:unknown"},
	    {"f() {}\n%unknown x", "C L:unknown"},
	    {"#define A 1\n%unknown x", "C L:unknown"},
	    {"a\n%unknown", "C"},
	    {"a\n%prun f()", "C L:prun"},
	    {"%", "C"},
	    {"%%", "C"},
	    {"printf?", "H:printf"},
	    {"printf??", "H:printf+"},
	    {"?printf", "H:printf"},
	    {"%prun?", "H:prun"},
	    {"prun? // what is it", "H:prun"},
	    {"a ? b : c", "C"},
	    {"a?b:c", "C"},
	    {"a???", "C"},
	    {"!ls", "S:ls"},
	    {"!ls -l | wc", "S:ls -l | wc"},
	    {"int a;\n  !ls\na;", "C S:ls C"},
	    {"!./run", "S:./run"},
	    {"!/bin/ls", "S:/bin/ls"},
	    {"!a \\\n b\n1", "S:a \\\n b C"},
	    {"!flag", "C"},
	    {"!flag;", "C"},
	    {"!flag && 1", "C"},
	    {"!flag - 1", "C"},
	    {"!flag -x", "S:flag -x"},
	    {"!flag file", "S:flag file"},
	    {"!strcmp(a, b)", "C"},
	    {"!(a && b)", "C"},
	    {"!!1", "C"},
	    {"!*p", "C"},
	    {"a\n!ls", "C"},
	    {"int a =\n!ls;", "C"},
	    {"a\n!= b", "C"},
	    {"{\n!ls\n}", "C"},
	    {"!", "C"},
	    {"?", "C"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = {0};

		describe(cases[i].text, &out);
		if (strcmp(str_text(&out), cases[i].segments) != 0)
			fail_msg("'%s': %s", cases[i].text, str_text(&out));
		str_release(&out);
	}
}

static void test_a_cell_magic_has_arguments_and_a_body(void **state)
{
	static const char text[] = "%%prun -q\nint a;\n";
	struct segments segments;

	(void)state;
	segments_init(&segments, text, NULL, NULL);
	assert_int_equal(segments.items[0].args_byte, 6);
	assert_int_equal(segments.items[0].body_byte, 10);
	assert_int_equal(segments.items[0].end_byte, strlen(text));
	segments_release(&segments);
}

static void test_a_masked_text_keeps_lines_and_columns(void **state)
{
	char *masked = segment_mask("ab\ncd\nef", 3, 6);

	(void)state;
	assert_string_equal(masked, "  \ncd\n  ");
	free(masked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_cell_is_taken_apart),
	    cmocka_unit_test(test_a_cell_magic_has_arguments_and_a_body),
	    cmocka_unit_test(test_a_masked_text_keeps_lines_and_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
