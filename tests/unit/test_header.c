// tests/unit/test_header.c - what jit/read/header.c finds in preprocessed headers.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "jit/read/header.h"

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

static void add(const char *text)
{
	header_index(&symbols, text, strlen(text));
}

static const struct decl *find(const char *name, enum name_space space)
{
	const struct name *found = symbols_find(&symbols, name, strlen(name));

	return found ? found->current[space] : NULL;
}

static void test_every_kind_is_found_under_its_names(void **state)
{
	static const struct {
		const char *name;
		enum name_space space;
		enum decl_kind kind;
	} cases[] = {
	    {"size_t", SPACE_ORDINARY, DECL_TYPE},  {"point", SPACE_TAG, DECL_TYPE},
	    {"inner", SPACE_TAG, DECL_TYPE},        {"RED", SPACE_ORDINARY, DECL_TYPE},
	    {"BLUE", SPACE_ORDINARY, DECL_TYPE},    {"colour", SPACE_TAG, DECL_TYPE},
	    {"abs", SPACE_ORDINARY, DECL_FUNCTION}, {"environ", SPACE_ORDINARY, DECL_OBJECT},
	    {"EOF", SPACE_MACRO, DECL_MACRO},       {"twice", SPACE_ORDINARY, DECL_TYPE},
	    {"later", SPACE_TAG, DECL_TYPE},
	};

	(void)state;
	add("typedef unsigned long size_t;\n"
	    "struct point { struct inner { int a; } i; };\n"
	    "enum colour { RED, GREEN = (1 << 2), BLUE };\n"
	    "extern int abs (int __x) __attribute__ ((__nothrow__));\n"
	    "extern char **environ;\n"
	    "#define EOF (-1)\n"
	    "static inline int twice(int n) { return 2 * n; }\n"
	    "struct later;\n");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct decl *decl = find(cases[i].name, cases[i].space);

		if (!decl) {
			fail_msg("%s is not found", cases[i].name);
			return;
		}
		assert_int_equal(decl->kind, cases[i].kind);
	}
	assert_true(find("size_t", SPACE_ORDINARY)->is_type_name);
	assert_null(find("a", SPACE_ORDINARY));
}

static void test_the_linkers_name_is_read_from_asm(void **state)
{
	(void)state;
	add("extern int scanf (const char *f, ...) __asm__ (\"\" \"__isoc99_scanf\");\n"
	    "extern int puts (const char *s);\n");
	assert_string_equal(find("scanf", SPACE_ORDINARY)->link_name, "__isoc99_scanf");
	assert_null(find("puts", SPACE_ORDINARY)->link_name);
}

static void test_places_come_from_line_markers(void **state)
{
	const struct decl *decl;

	(void)state;
	add("# 24 \"/usr/include/a.h\"\nint a(void);\n\nint b(void);\n# 7 \"/usr/include/b.h\" "
	    "2\nint c;\n");
	decl = find("b", SPACE_ORDINARY);
	assert_int_equal(decl->line, 26);
	assert_memory_equal(decl->file, "/usr/include/a.h\"", 17);
	assert_int_equal(find("c", SPACE_ORDINARY)->line, 7);
}

static void test_a_macro_can_be_taken_away(void **state)
{
	(void)state;
	add("#define A 1\n#undef A\n#define B 2\n#undef C\n");
	assert_null(find("A", SPACE_MACRO));
	assert_non_null(find("B", SPACE_MACRO));
}

static void test_a_struct_keeps_its_body_when_it_is_declared_again(void **state)
{
	(void)state;
	add("struct s { int a; };\nstruct s;\n");
	assert_non_null(strchr(find("s", SPACE_TAG)->text, '{'));
}

static void test_a_nameless_struct_gets_its_typedefs_name_as_tag(void **state)
{
	(void)state;
	add("typedef struct { int quot, rem; } div_t;\n");
	assert_ptr_equal(find("div_t", SPACE_TAG), find("div_t", SPACE_ORDINARY));
	assert_string_equal(find("div_t", SPACE_TAG)->text,
			    "typedef struct div_t { int quot, rem; } div_t;");
}

static void test_a_typedef_of_another_header_stays_in_its_place(void **state)
{
	const struct decl *first;

	(void)state;
	add("# 1 \"a.h\"\ntypedef long T;\n");
	first = find("T", SPACE_ORDINARY);
	add("# 1 \"b.h\"\ntypedef signed long T;\n");
	assert_ptr_equal(find("T", SPACE_ORDINARY), first);
}

static void test_the_sessions_function_stays(void **state)
{
	static const char text[] = "int abs(int);";
	struct decl *own = symbols_decl(&symbols, DECL_FUNCTION, text, strlen(text), false);

	(void)state;
	own->slot = 1;
	symbols_define(&symbols, symbols_name(&symbols, "abs", 3), SPACE_ORDINARY, own);
	add("# 1 \"stdlib.h\"\nextern int abs (int x);\n");
	assert_ptr_equal(find("abs", SPACE_ORDINARY), own);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_every_kind_is_found_under_its_names),
	    TEST(test_the_linkers_name_is_read_from_asm),
	    TEST(test_places_come_from_line_markers),
	    TEST(test_a_macro_can_be_taken_away),
	    TEST(test_a_struct_keeps_its_body_when_it_is_declared_again),
	    TEST(test_a_nameless_struct_gets_its_typedefs_name_as_tag),
	    TEST(test_a_typedef_of_another_header_stays_in_its_place),
	    TEST(test_the_sessions_function_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
