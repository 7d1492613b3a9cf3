// tests/unit/test_complete.c - what magics/complete.c offers at the cursor.
//
// '|' in a case's code is where the cursor is.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "jit/read/header.h"
#include "magics/complete.h"

static const char header[] = "# 1 \"/usr/include/x.h\"\n"
			     "#define PI_HALF 1.57\n"
			     "#define PI_WHOLE 3.14\n"
			     "typedef unsigned long size_t;\n"
			     "struct lib_thing { int lib_a, lib_b; };\n"
			     "extern double coshine(double x);\n"
			     "extern int __hidden_one;\n"
			     "extern int _half_hidden;\n";

static const char cells[] = "struct point { int x, y; struct point *next; };\n"
			    "typedef struct point point_t;\n"
			    "union either { char c; float f; };\n"
			    "enum color { COLOR_RED, COLOR_GREEN };\n"
			    "extern point_t origin;\n"
			    "extern point_t *all[3];\n"
			    "extern int counter;\n"
			    "int count_all(point_t *list);\n"
			    "point_t *make_point(int x, int y);\n"
			    "#define COUNT_MAX 10\n"
			    "#define ORIGIN (&origin)\n";

static struct symbols symbols;
static char folder[] = "/tmp/cicle_complete_XXXXXX";

static void make_file(const char *name)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fclose(file);
}

static int set_up(void **state)
{
	struct decl *decl;

	(void)state;
	symbols_init(&symbols);
	header_index(&symbols, header, sizeof header - 1);
	decl = symbols.decls;
	header_index(&symbols, cells, sizeof cells - 1);
	for (struct decl *own = symbols.decls; own != decl; own = own->next)
		own->is_of_cell = true;
	strcpy(folder, "/tmp/cicle_complete_XXXXXX");
	assert_non_null(mkdtemp(folder));
	make_file("data.csv");
	make_file("helper.h");
	make_file("prog.c");
	make_file(".hidden");
	return 0;
}

static int tear_down(void **state)
{
	char command[256];

	(void)state;
	symbols_release(&symbols);
	snprintf(command, sizeof command, "rm -r %s", folder);
	return system(command);
}

// Gives the matches' texts, a blank behind each, and checks the range that they replace.
static void ask(const char *marked, const char *word, struct str *out)
{
	static const char *const aliases[] = {"ls", NULL};
	const char *mark = strchr(marked, '|');
	struct complete_source source = {.symbols = &symbols, .folder = folder, .aliases = aliases};
	struct str code = {0};
	size_t start, end;
	cJSON *matches, *item;

	str_add(&code, marked, (size_t)(mark - marked));
	str_puts(&code, mark + 1);
	matches = complete(&source, str_text(&code), (size_t)(mark - marked), &start, &end);
	assert_int_equal(end, mark - marked);
	if (end - start != strlen(word) || memcmp(str_text(&code) + start, word, end - start) != 0)
		fail_msg("%s: replaces %d to %d", marked, (int)start, (int)end);
	cJSON_ArrayForEach(item, matches)
	{
		str_printf(out, "%s ", cJSON_GetStringValue(cJSON_GetObjectItem(item, "text")));
		assert_non_null(cJSON_GetStringValue(cJSON_GetObjectItem(item, "type")));
	}
	cJSON_Delete(matches);
	str_release(&code);
}

struct completion_case {
	const char *code, *word, *matches;
};

static void check(const struct completion_case *cases, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++) {
		struct str found = {0};

		ask(cases[i].code, cases[i].word, &found);
		if (strcmp(str_text(&found), cases[i].matches))
			fail_msg("%s: '%s'", cases[i].code, str_text(&found));
		str_release(&found);
	}
}

#define CHECK(cases) check((cases), sizeof(cases) / sizeof *(cases))

static void test_the_newest_names_of_cells_come_first(void **state)
{
	static const struct completion_case cases[] = {
	    {"x = count|", "count", "count_all counter "},
	    {"co|", "co", "count_all counter const continue coshine "},
	    {"count|er + 1", "count", "count_all counter "},
	    {"zzz|", "zzz", ""},
	    {"PI_|", "PI_", "PI_HALF PI_WHOLE "},
	    {"__h|", "__h", "__hidden_one "},
	    {"_h|", "_h", "_half_hidden "},
	    {"h|", "h", ""},
	    {"COLOR_|", "COLOR_", "COLOR_GREEN COLOR_RED "},
	    {"int é = cou|", "cou", "count_all counter "},
	    {"12|", "12", ""},
	    {"typede|", "typede", "typedef "},
	};

	(void)state;
	CHECK(cases);
}

static void test_members_of_expressions(void **state)
{
	static const struct completion_case cases[] = {
	    {"origin.|", "", "x y next "},
	    {"origin.n|", "n", "next "},
	    {"all[0]->|", "", "x y next "},
	    {"all[counter + 1]->next->n|", "n", "next "},
	    {"make_point(1, (2))->|", "", "x y next "},
	    {"(*make_point(1, 2)).y|", "y", "y "},
	    {"printf(\"%d\", origin.|", "", "x y next "},
	    {"if (origin.|)", "", "x y next "},
	    {"return (origin).|", "", "x y next "},
	    {"((point_t *)0)->|", "", "x y next "},
	    {"ORIGIN->|", "", "x y next "},
	    {"counter.|", "", ""},
	    {"nobody.|", "", ""},
	    {"1.|", "", ""},
	    {"point_t p = {.|", "", "x y next "},
	    {"point_t p = {.x = 1, .n|", "n", "next "},
	    {"struct { point_t a; int b; } v = {.a = {.|", "", "x y next "},
	    {"point_t list[2] = {{.|", "", "x y next "},
	    {"make((point_t){.|", "", "x y next "},
	    {"origin . \n x|", "x", "x "},
	    {".|", "", ""},
	    {"{.|", "", ""},
	};

	(void)state;
	CHECK(cases);
}

static void test_locals_of_unfinished_functions(void **state)
{
	static const struct completion_case cases[] = {
	    {"int f(point_t *thing, int other) { thing->|", "", "x y next "},
	    {"int f(point_t *thing, int other) { oth|", "oth", "other "},
	    {"int f(void) { union either both; { int c; both.|", "", "c f "},
	    {"for (point_t *item = all[0]; item; item = item->|", "", "x y next "},
	    {"void f(void) { for (int index_a = 0; ind|", "ind", "index_a "},
	    {"int f(void) { int gone; } int g(void) { go|", "go", "goto "},
	    {"struct own { int alpha; float beta; } me;\nint f(struct own *o) { if (o->|", "",
	     "alpha beta "},
	    {"#define LOCAL_MACRO 3\nint f(void) { return LOC|", "LOC", "LOCAL_MACRO "},
	    {"int f(int counter) { typedef point_t local_t; local_t *p; p->|", "", "x y next "},
	    {"int f(point_t *counter) { int count_local; cou|", "cou",
	     "count_local counter count_all "},
	    {"int f(void) { enum { STEP_ONE, STEP_TWO }; return STEP|", "STEP",
	     "STEP_TWO STEP_ONE "},
	    {"int f(void) { again: x(); after: goto a|", "a", "after again "},
	    {"void f(void) { struct lib_thing t = {0}; while (t.lib|", "lib", "lib_a lib_b "},
	    {"auto_ptr(|", "",
	     "ORIGIN COUNT_MAX make_point count_all counter all origin COLOR_GREEN COLOR_RED "
	     "point_t "},
	};

	(void)state;
	CHECK(cases);
}

static void test_tags_and_directives(void **state)
{
	static const struct completion_case cases[] = {
	    {"struct p|", "p", "point "},
	    {"struct |", "", "color either point lib_thing "},
	    {"enum c|", "c", "color "},
	    {"#inc|", "inc", "include "},
	    {"#  if|", "if", "if ifdef ifndef "},
	    {"#ifdef COUNT|", "COUNT", "COUNT_MAX "},
	    {"#define TWICE (2 * cou|", "cou", "count_all counter "},
	    {"#include <stdi|", "stdi", "stdint.h stdio.h stdio_ext.h "},
	    {"#include <sys/times|", "times", "times.h "},
	    {"#include \"hel|", "hel", "helper.h "},
	    {"#include <stdio.h>|", "", ""},
	};

	(void)state;
	CHECK(cases);
}

static void test_comments_and_strings(void **state)
{
	static const struct completion_case cases[] = {
	    {"// cou|", "", ""},
	    {"/* cou|", "", ""},
	    {"/* it's */ count_|", "count_", "count_all "},
	    {"'\"' + count_|", "count_", "count_all "},
	    {"fopen(\"da|", "da", "data.csv "},
	    {"fopen(\"./pr|", "pr", "prog.c "},
	    {"puts(\"a\"); count_|", "count_", "count_all "},
	};

	(void)state;
	CHECK(cases);
}

static void test_magics_and_their_arguments(void **state)
{
	static const struct completion_case cases[] = {
	    {"%pru|", "%pru", "%prun "},
	    {"%%pru|", "%%pru", "%%prun "},
	    {"counter = 1;\n  %lsm|", "%lsm", "%lsmagic "},
	    {"%prun --cl|", "--cl", "--clock "},
	    {"%prun -|", "-",
	     "--callees --callers --clock --format --no-builtins --timeline -D -R -T -l -n -q -r "
	     "-s "},
	    {"%timeit -|", "-", "--vs -n -o -p -q -r "},
	    {"%xmode |", "", "Context Minimal Verbose "},
	    {"%xmode V|", "V", "Verbose "},
	    {"%cd fo|", "fo", ""},
	    {"%cd ./pr|", "pr", "prog.c "},
	    {"%load da|", "da", "data.csv "},
	    {"!cat da|", "da", "data.csv "},
	    {"%%bash\ncat da|", "da", "data.csv "},
	    {"%del count_|", "count_", "count_all "},
	    {"%ls|", "%ls", "%ls %lsmagic "},
	    {"%prun -l 3 count_|", "count_", "count_all "},
	    {"%prun origin.|", "", "x y next "},
	    {"%%prun\norigin.|", "", "x y next "},
	    {"%prun -q 1;\nint n = origin.|", "", "x y next "},
	    {"counter\n% count_|", "count_", "count_all "},
	};

	(void)state;
	CHECK(cases);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_the_newest_names_of_cells_come_first),
	    TEST(test_members_of_expressions),
	    TEST(test_locals_of_unfinished_functions),
	    TEST(test_tags_and_directives),
	    TEST(test_comments_and_strings),
	    TEST(test_magics_and_their_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
