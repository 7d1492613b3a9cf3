// tests/unit/test_abi.c - structs that libtcc passes in another way than gcc.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "jit/type/abi.h"
#include "jit/read/header.h"

static const char types_text[] = "typedef struct { double x, y; } point;\n"
				 "struct mixed { double a; int b; };\n"
				 "typedef struct mixed mixed;\n"
				 "struct late { int a; float b; double c; };\n"
				 "struct half { float a; int b; };\n"
				 "struct tagged { int kind; union { double d; long i; } u; };\n"
				 "struct nested { struct { double d; } first; char *second; };\n"
				 "struct longer { double a; int b[3]; };\n"
				 "struct floats { float v[3]; };\n"
				 "struct __attribute__((packed)) tight { char c; int n; };\n"
				 "enum colour { RED };\n";

static bool differs(const char *text)
{
	struct symbols symbols;
	bool result;

	symbols_init(&symbols);
	header_index(&symbols, types_text, strlen(types_text));
	result = abi_differs(&symbols, text);
	symbols_release(&symbols);
	return result;
}

static void test_structs_of_one_kind_are_passed_alike(void **state)
{
	(void)state;
	assert_false(differs("point middle(point a, point b) { return a; }"));
	assert_false(differs("int f(struct half h, struct tagged t, struct longer l);"));
	assert_false(differs("struct floats f(struct floats a);"));
	assert_false(differs("enum colour f(enum colour a);"));
}

static void test_structs_of_two_kinds_are_not(void **state)
{
	(void)state;
	assert_true(differs("int f(struct mixed m);"));
	assert_true(differs("int f(int a, const mixed m) { return 0; }"));
	assert_true(differs("mixed f(void);"));
	assert_true(differs("struct mixed\n#line 3 \"In[1]\"\n f(void) { }"));
	assert_true(differs("int f(struct late l);"));
	assert_true(differs("int f(struct nested n);"));
	assert_true(differs("int f(struct tight t);"));
	assert_true(differs("int f(mixed, int);"));
	assert_true(differs("int (*f)(mixed);"));
	assert_true(differs("mixed (*f)(int);"));
}

static void test_pointers_and_objects_pass_nothing(void **state)
{
	(void)state;
	assert_false(differs("int f(struct mixed *m, mixed *n) { return m->b + n->b; }"));
	assert_false(differs("int f(int n) { mixed m = {1, 2}, o; return sizeof(mixed) + m.b; }"));
	assert_false(differs("int f(void) { return g(&(mixed){1, 2}, sizeof(struct mixed)); }"));
	assert_false(differs("extern mixed list[4];"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_structs_of_one_kind_are_passed_alike),
	    cmocka_unit_test(test_structs_of_two_kinds_are_not),
	    cmocka_unit_test(test_pointers_and_objects_pass_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
