// tests/unit/runner/test_show.c - what jit/value/show.c writes, compiled by gcc and run.
//
// Golden cells do the same with libtcc; here are the types that only gcc has, and its spelling.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <dlfcn.h>

#include "base/mem.h"
#include "jit/read/cell.h"
#include "jit/runner/value.h"
#include "jit/value/show.h"
#include "jit/value/value_text.h"

static const char declarations[] =
    "struct point { int x; double y; };\n"
    "struct node { int value; struct node *next; };\n"
    "enum colour { RED, GREEN = 5 };\n"
    "typedef float v4 __attribute__((vector_size(16)));\n"
    "struct mixed { _Complex float c; __int128 i; v4 v; _Atomic int a; unsigned f : 3; enum colour "
    "e : 4;\n"
    "  unsigned __int128 u; const _Bool b : 1; int tail[]; };\n"
    "int x = 42, *p = &x; const int *const cp = &x; struct point pt = {1, 2};\n"
    "struct point pts[2] = {{1, 2}, {3, 4}};\n"
    "struct node n = {1, &n};\n"
    "_Complex double z = __builtin_complex(1.5, -2.0); __int128 big = (__int128)1 << 100;\n"
    "_Atomic int at = 7; v4 vec = {1, 2, 3, 4}; enum colour c = GREEN;\n"
    "struct mixed m = {__builtin_complex(1.0f, 2.0f), -5, {1, 2, 3, 4}, 9, 6, GREEN, 1, 1};\n"
    "int twice(int n) { return 2 * n; }\n"
    "int (*fp)(int) = twice; int (*fps[2])(int) = {twice};\n"
    "struct { int a; } anon = {3};\n"
    "char text[4] = \"abc\"; int grid[2][2] = {{1, 2}, {3, 4}}; int (*row)[2] = grid;\n"
    "volatile long vl = -1; long double ld = 0.1L; signed char sc = -3;\n";

// What gcc's messages call the types.
static const struct {
	const char *expression, *type, *expected;
} cases[] = {
    {"x", "int", "42"},
    {"x + 1", "int", "43"},
    {"1 + 1", NULL, "2"},
    {"0.1f", NULL, "0.1"},
    {"p", "int *", "(int *) 0x<> -> 42"},
    {"cp", "const int * const", "(int *const) 0x<> -> 42"},
    {"&p", "int **", "(int **) 0x<> -> (int *) 0x<> -> 42"},
    {"pt", "struct point", "{.x = 1, .y = 2.0}"},
    {"*&pt", "struct point", "{.x = 1, .y = 2.0}"},
    {"&pt", "struct point *", "(struct point *) 0x<> -> {.x = 1, .y = 2.0}"},
    {"pts", "struct point[2]", "{{.x = 1, .y = 2.0}, {.x = 3, .y = 4.0}}"},
    {"&pts", "struct point (*)[2]",
     "(struct point (*)[2]) 0x<> -> {{.x = 1, .y = 2.0}, {.x = 3, .y = 4.0}}"},
    {"n", "struct node", "{.value = 1, .next = 0x<>}"},
    {"z", "_Complex double", "1.5 - 2.0i"},
    {"z * 2", "_Complex double", "3.0 - 4.0i"},
    {"big", "__int128", "1267650600228229401496703205376"},
    {"(unsigned __int128)big", "__int128 unsigned", "1267650600228229401496703205376"},
    {"at", "_Atomic int", "7"},
    {"&at", "_Atomic int *", "(_Atomic int *) 0x<> -> 7"},
    {"vec", "v4", "{1.0, 2.0, 3.0, 4.0}"},
    {"vec + vec", "__vector(4) float", "{2.0, 4.0, 6.0, 8.0}"},
    {"&vec", "__vector(4) float *", "(__vector(4) float *) 0x<> -> {1.0, 2.0, 3.0, 4.0}"},
    {"c", "enum colour", "GREEN"},
    {"m.e", "enum colour", "GREEN"},
    {"m.f", "unsigned char:3", "6"},
    {"m", "struct mixed",
     "{.c = 1.0 + 2.0i,\n .i = -5,\n .v = {1.0, 2.0, 3.0, 4.0},\n .a = 9,\n .f = 6,\n .e = GREEN,\n"
     " .u = 1,\n .b = true,\n .tail = {...}}"},
    {"twice", "int (int)", "(int (int)) twice"},
    {"fp", "int (*)(int)", "(int (*)(int)) twice"},
    {"fps", "int (*[2])(int)", "{twice, NULL}"},
    {"anon", "struct <anonymous>", "{.a = 3}"},
    {"text", "char[4]", "\"abc\""},
    {"\"lit\"", "char[4]", "\"lit\""},
    {"grid", "int[2][2]", "{{1, 2},\n {3, 4}}"},
    {"row", "int (*)[2]", "(int (*)[2]) 0x<> -> {1, 2}"},
    {"vl", "volatile long int", "-1"},
    {"ld", "long double", "0.1"},
    {"sc", "signed char", "-3"},
};
#define CASE_CNT (sizeof cases / sizeof *cases)

static struct symbols symbols;
static uint32_t next_slot = 1;
static char folder[] = "/tmp/cicle-show-XXXXXX";
static void *library;

static void read_cell(struct cell *cell, struct source *source, const char *text)
{
	struct err err = {0};
	char *copy = mem_strdup(text);

	*source = (struct source){.file = "In[1]", .label = "In[1]"};
	source->text = copy;
	if (cell_init(cell, &symbols, source, &copy, &next_slot, &err))
		fail_msg("%s", err.text);
	cell_define_objects(cell);
}

// Writes a function that shows a case's value.
static void write_case(FILE *file, size_t i)
{
	struct source source;
	struct cell cell;
	struct str text = {0};

	read_cell(&cell, &source, cases[i].expression);
	cell.value_type = cases[i].type ? mem_strdup(cases[i].type) : NULL;
	show_value(&cell, &text);
	fprintf(file, "void show_%zu(void) {\n%s}\n", i, str_text(&text));
	str_release(&text);
	cell_release(&cell);
	symbols_rollback(&symbols);
}

static int set_up(void **state)
{
	struct source source;
	struct cell cell;
	char command[256], path[128];
	void (**hook)(const void *, const struct cicle_row *, int);
	FILE *file;

	(void)state;
	symbols_init(&symbols);
	read_cell(&cell, &source, declarations);
	cell_commit(&cell);
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/show.c", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file,
		"%s%s\nvoid (*hook)(const void*,const struct cicle_row*,int);\n"
		"#define cicle_value hook\n",
		declarations, SHOW_PRELUDE);
	for (size_t i = 0; i < CASE_CNT; i++)
		write_case(file, i);
	fclose(file);
	snprintf(command, sizeof command,
		 "gcc -std=gnu11 -Wall -Wextra -Werror -Wno-psabi -fPIC -shared -o %s/show.so "
		 "%s/show.c",
		 folder, folder);
	assert_int_equal(system(command), 0);
	snprintf(path, sizeof path, "%s/show.so", folder);
	library = dlopen(path, RTLD_NOW);
	assert_non_null(library);
	hook = dlsym(library, "hook");
	*hook = cicle_value;
	cell_release(&cell);
	return 0;
}

static int tear_down(void **state)
{
	char command[64];

	(void)state;
	if (library)
		dlclose(library);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	assert_int_equal(system(command), 0);
	symbols_release(&symbols);
	return 0;
}

// Addresses are told as "0x<>".
static void hide_addresses(const char *text, struct str *out)
{
	while (*text) {
		if (!strncmp(text, "0x", 2)) {
			str_puts(out, "0x<>");
			text += 2 + strspn(text + 2, "0123456789abcdef");
		} else {
			str_putc(out, *text++);
		}
	}
}

static void test_values_by_gcc(void **state)
{
	const struct value_style style = {0};

	(void)state;
	for (size_t i = 0; i < CASE_CNT; i++) {
		char name[32];
		struct str text = {0}, shown = {0};
		struct err err = {0};
		struct values *values;
		void (*show)(void);

		snprintf(name, sizeof name, "show_%zu", i);
		*(void **)&show = dlsym(library, name);
		value_begin(NULL);
		show();
		values = value_read(value_packed()->data, value_packed()->len, &err);
		assert_non_null(values);
		value_text(values, &style, &text);
		hide_addresses(str_text(&text), &shown);
		if (strcmp(str_text(&shown), cases[i].expected))
			fail_msg("%s: '%s', not '%s'", cases[i].expression, str_text(&shown),
				 cases[i].expected);
		values_free(values);
		str_release(&text);
		str_release(&shown);
	}
}

static void test_classes_of_types(void **state)
{
	(void)state;
	assert_int_equal(show_class("void"), SHOW_NOTHING);
	assert_int_equal(show_class("const void"), SHOW_NOTHING);
	assert_int_equal(show_class("void *"), SHOW_POINTER);
	assert_int_equal(show_class("struct point [3]"), SHOW_ARRAY);
	assert_int_equal(show_class("struct <anonymous>[3]"), SHOW_ARRAY);
	assert_int_equal(show_class("struct <anonymous>"), SHOW_OTHER);
	assert_int_equal(show_class("int (*)[3]"), SHOW_POINTER);
	assert_int_equal(show_class("int (*[3])(int)"), SHOW_ARRAY);
	assert_int_equal(show_class("int (int, char *)"), SHOW_FUNCTION);
	assert_int_equal(show_class("void (*(int, void (*)(int)))(int)"), SHOW_FUNCTION);
	assert_int_equal(show_class("void (*(*)(void))(int)"), SHOW_POINTER);
	assert_int_equal(show_class("__vector(4) float"), SHOW_OTHER);
	assert_int_equal(show_class("_Complex double"), SHOW_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_values_by_gcc),
	    cmocka_unit_test(test_classes_of_types),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
