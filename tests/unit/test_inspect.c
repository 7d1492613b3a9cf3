// tests/unit/test_inspect.c - what magics/inspect.c tells of names, and of what is at the cursor.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "jit/read/comment.h"
#include "jit/read/header.h"
#include "magics/inspect.h"
#include "magics/manual.h"

static const char cells[] = "struct point { int x, y; char name[8]; };\n"
			    "enum color { RED, GREEN = 5, BLUE };\n"
			    "#define LIMIT (3 * BLUE)\n"
			    "struct bits { unsigned a : 3, b : 5; struct nobody c; };\n"
			    "extern struct point *origin;\n"
			    "int count_all(struct point *list, int cnt);\n";

static struct symbols symbols;

static int set_up(void **state)
{
	(void)state;
	symbols_init(&symbols);
	header_index(&symbols, cells, sizeof cells - 1);
	for (struct decl *decl = symbols.decls; decl; decl = decl->next) {
		decl->is_of_cell = true;
		decl->file = "In[1]";
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	symbols_release(&symbols);
	return 0;
}

static void check_data(cJSON *data, const char *what, const char *expected)
{
	const char *plain = cJSON_GetStringValue(cJSON_GetObjectItem(data, "text/plain"));
	const char *html = cJSON_GetStringValue(cJSON_GetObjectItem(data, "text/html"));

	if (!expected)
		assert_null(data);
	else if (!plain || !strstr(plain, expected) || !html || !strstr(html, "<p"))
		fail_msg("%s: %s", what, plain ? plain : "nothing");
	cJSON_Delete(data);
}

static void test_names_are_described(void **state)
{
	static const struct {
		const char *name, *expected;
	} cases[] = {
	    {"count_all", "int count_all(struct point *list, int cnt);\n"},
	    {"count_all", "Defined in In[1], line 6.\n"},
	    {"point", "Layout: 16 bytes, aligned to 4\n  offset    size\n       0       4 int x\n"
		      "       4       4 int y\n       8       8 char name[8]\n"},
	    {"bits", "Layout: not known\n"},
	    {"bits", "       0   3:5   unsigned b : 5\n       ?       ? struct nobody c\n"},
	    {"color", "Values:\n  RED = 0\n  GREEN = 5\n  BLUE = 6\n"},
	    {"BLUE", "Value: 6\n"},
	    {"LIMIT", "#define LIMIT (3 * BLUE)\n"},
	    {"LIMIT", "Value: 18\n"},
	    {"origin", "Size: 8 bytes\n"},
	    {"prun", "%prun "},
	    {"nobody_at_all", NULL},
	    {"../../etc/passwd", NULL},
	};
	const struct inspect_source source = {.symbols = &symbols};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_data(inspect_name(&source, cases[i].name, strlen(cases[i].name), 0),
			   cases[i].name, cases[i].expected);
}

static void test_the_cursor_is_understood(void **state)
{
	static const struct {
		const char *code; // '|' is the cursor
		const char *expected;
	} cases[] = {
	    {"count_all|", "int count_all("},
	    {"cou|nt_all(0, 1)", "int count_all("},
	    {"count_all(|", "int count_all("},
	    {"count_all(origin, 3, |", "int count_all("},
	    {"count_all(zzz|, 1)", "int count_all("},
	    {"if (1) count_all((2), |", "int count_all("},
	    {"origin->na|me", "char name[8];\nat offset 8, 8 bytes"},
	    {"origin->name|", "Member of struct point:"},
	    {"origin->nothing|", NULL},
	    {"int f(struct point *local) { loc|al", "struct point *local"},
	    {"int f(void) { int origin; origin|", "int origin;"},
	    {"%pru|n -q f()", "%prun "},
	    {"%prun|", "%prun "},
	    {"|", NULL},
	    {"zzz|", NULL},
	    {"12|", NULL},
	};
	const struct inspect_source source = {.symbols = &symbols};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *mark = strchr(cases[i].code, '|');
		struct str code = {0};

		str_add(&code, cases[i].code, (size_t)(mark - cases[i].code));
		str_puts(&code, mark + 1);
		check_data(inspect_at(&source, str_text(&code), (size_t)(mark - cases[i].code), 0),
			   cases[i].code, cases[i].expected);
		str_release(&code);
	}
}

static void test_comments_above_a_line(void **state)
{
	static const struct {
		const char *text;
		uint32_t line;
		const char *expected;
	} cases[] = {
	    {"// One.\nint a;", 2, "One."},
	    {"// One.\n// Two.\nint a;", 3, "One.\nTwo."},
	    {"int b;\n/* One. */\nint a;", 3, "One."},
	    {"/**\n * One.\n *\n *   Two.\n */\nint a;", 6, "One.\n\n  Two."},
	    {"/* One\n   two. */\nint a;", 3, "One\ntwo."},
	    {"// One.\n\nint a;", 3, NULL},
	    {"int b; // not ours\nint a;", 2, NULL},
	    {"int a;", 1, NULL},
	    {"int a;", 7, NULL},
	    {"*/\nint a;", 2, NULL},
	    {"//\nint a;", 2, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = {0};
		bool is_found = comment_above(cases[i].text, cases[i].line, &out);

		if (is_found != (cases[i].expected != NULL) ||
		    strcmp(str_text(&out), is_found ? cases[i].expected : ""))
			fail_msg("%s: '%s'", cases[i].text, str_text(&out));
		str_release(&out);
	}
}

static void check_manual(const char *source, bool is_whole, const char *expected)
{
	struct str out = {0};

	manual_set(source, is_whole, &out);
	assert_string_equal(str_text(&out), expected);
	str_release(&out);
}

static void test_manual_pages_are_set(void **state)
{
	(void)state;
	check_manual(".\\\" comment\n.TH X 3\n.SH NAME\nx \\- does \\fBx\\fP\n"
		     ".SH SYNOPSIS\n.nf\n.BI \"int x(int \" a \");\"\n.fi\n"
		     ".SH NOTES\nhidden\n",
		     false, "NAME\n    x - does x\n\nSYNOPSIS\n    int x(int a);\n");
	check_manual(
	    ".SH NOTES\none\ntwo\n.PP\nthree\n.TP\n.B tag\nbody\n.RS\n.IP \\(bu 3\ndeep\n.RE\n",
	    true,
	    "NOTES\n    one two\n\n    three\n\n    tag\n        body\n\n"
	    "        \u2022\n            deep\n");
	check_manual(".SH NAME\na \\(aqb\\(aq \\e \\[lq]c\\[rq]\\& \\s-1D\\s0\\\" gone\n"
		     ".TS\nl l.\nx y\n.TE\nend\n",
		     true, "NAME\n    a 'b' \\ \"c\" D end\n");
	check_manual(".SH NAME\n.BR one \\\n(2)\n", true, "NAME\n    one(2)\n");
	check_manual("", true, "");
	check_manual("\\", true, "");
	check_manual(".SH\n.\n..\n.B\n.TP\n\\f\n\\(\n\\[\n\\*[\n.BR \"a", true, "\n        a\n");
}

static void test_pages_are_found(void **state)
{
	struct str page = {0}, whole = {0};

	(void)state;
	if (!manual_page("snprintf", 8, false, &page))
		skip(); // no manual on this machine
	assert_non_null(strstr(page.data, "int snprintf("));
	assert_true(manual_page("snprintf", 8, true, &whole));
	assert_true(whole.len > page.len);
	assert_false(manual_page("no_such_function", 16, false, &page));
	assert_false(manual_page("", 0, false, &page));
	str_release(&page);
	str_release(&whole);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_names_are_described),   TEST(test_the_cursor_is_understood),
	    TEST(test_comments_above_a_line), TEST(test_manual_pages_are_set),
	    TEST(test_pages_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
