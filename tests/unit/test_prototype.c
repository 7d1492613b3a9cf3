// tests/unit/test_prototype.c - heads of functions and signatures (jit/read/prototype.c), and the
// texts that %%jit makes by them (magics/jit_text.c).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "jit/read/prototype.h"
#include "magics/jit_text.h"

static void test_heads_are_read(void **state)
{
	static const struct {
		const char *text, *printed;
	} cases[] = {
	    {"double(double)", "double(double)"},
	    {"int f(void)", "int f(void)"},
	    {"static inline double dot(const double *a, const double b[3], int n)",
	     "double dot(const double *, const double *, int)"},
	    {"__attribute__((noinline)) unsigned long long f(unsigned x)",
	     "unsigned long long f(unsigned)"},
	    {"char *name(struct point p, struct point *q)",
	     "char *name(struct point, struct point *)"},
	    {"size_t(size_t)", "size_t(size_t)"},
	    {"struct point(struct point)", "struct point(struct point)"},
	    {"int printf(const char *format, ...)", "int printf(const char *, ...)"},
	    {"void each(int (*f)(int, int), int n)", "void each(int (*)(int, int), int)"},
	    {"T add(T a, T b)", "T add(T, T)"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct prototype prototype;
		struct err err = {0};
		struct str text = {0};

		assert_int_equal(
		    prototype_init(&prototype, cases[i].text, strlen(cases[i].text), &err), 0);
		prototype_print(&prototype, &text);
		assert_string_equal(text.data, cases[i].printed);
		prototype_release(&prototype);
		str_release(&text);
	}
}

static void test_what_is_no_head_is_refused(void **state)
{
	static const char *const texts[] = {"",          "double",     "(",
					    ")",         "(int)",      "f(",
					    "int f(int", "int f)int(", "int (*f(int))(int)",
					    "\"x"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct prototype prototype;
		struct err err = {0};

		assert_int_equal(prototype_init(&prototype, texts[i], strlen(texts[i]), &err), -1);
		assert_non_null(strstr(err.text, "is no signature"));
		prototype_release(&prototype);
	}
}

static void test_types_are_compared_by_meaning(void **state)
{
	static const struct {
		const char *a, *b;
		bool is_same;
	} cases[] = {
	    {"unsigned long", "long unsigned int", true},
	    {"int", "signed int", true},
	    {"int", "signed", true},
	    {"char", "signed char", false},
	    {"const char *", "char const *", true},

	    {"size_t", "unsigned long", true},
	    {"struct a *", "struct b *", false},
	    {"double *", "double **", false},
	    {"long", "int", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(prototype_is_same_type(NULL, cases[i].a, cases[i].b),
				 cases[i].is_same);
}

// Makes instances of a text for one or two signatures.
static int make(const char *text, const char *first, const char *second, struct str *out,
		struct err *err)
{
	struct list types = {0}, signatures = {0};
	struct symbols symbols;
	int rc;

	symbols_init(&symbols);
	list_add(&types, "T");
	list_add(&signatures, first);
	if (second)
		list_add(&signatures, second);
	rc = jit_text_instances(&symbols, text, &types, &signatures, out, err);
	list_release(&types);
	list_release(&signatures);
	symbols_release(&symbols);
	return rc;
}

static void test_instances_keep_the_lines(void **state)
{
	struct str out = {0};
	struct err err = {0};

	(void)state;
	assert_int_equal(
	    make("     \nT twice(T a)\n{\n\treturn a < 0 ? twice(-a) : 2 * a; // T\n}\n"
		 "int after;\n",
		 "int(int)", "double(double)", &out, &err),
	    0);
	assert_string_equal(
	    out.data,
	    "#define twice(a0) _Generic((a0), int: twice_int, double: twice_double, default: "
	    "twice_int)(a0)\n"
	    "int twice_int(int a)\n{\n\treturn a < 0 ? twice_int(-a) : 2 * a; // T\n} "
	    "double twice_double(double a) { return a < 0 ? twice_double(-a) : 2 * a; }\n"
	    "int after;\n");
	str_release(&out);
}

static void test_pointers_to_constants_take_both(void **state)
{
	struct str out = {0};
	struct err err = {0};

	(void)state;
	assert_int_equal(make("\nT first(int n, const T *a) { return a[n]; }",
			      "int(int, const int *)", NULL, &out, &err),
			 0);
	assert_string_equal(out.data,
			    "#define first(a0, a1) _Generic((a1), const int *: first_int, int *: "
			    "first_int)(a0, a1)\n"
			    "int first_int(int n, const int *a) { return a[n]; }");
	str_release(&out);
}

static void test_texts_that_do_not_fit_are_refused(void **state)
{
	struct str out = {0};
	struct err err = {0};

	(void)state;
	assert_int_equal(make("\nT f(T a) { return a; }", "int(int, int)", NULL, &out, &err), -1);
	err = (struct err){0};
	assert_int_equal(make("\nT f(T a", "int(int)", NULL, &out, &err), -1);
	err = (struct err){0};
	assert_int_equal(make("", "int(int)", NULL, &out, &err), -1);
	err = (struct err){0};
	assert_int_equal(
	    make("\nT f(T a) { return a; } T g(T a) { return a; }", "int(int)", NULL, &out, &err),
	    -1);
	assert_non_null(strstr(err.text, "two functions are written over 'T'"));
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_heads_are_read),
	    cmocka_unit_test(test_what_is_no_head_is_refused),
	    cmocka_unit_test(test_types_are_compared_by_meaning),
	    cmocka_unit_test(test_instances_keep_the_lines),
	    cmocka_unit_test(test_pointers_to_constants_take_both),
	    cmocka_unit_test(test_texts_that_do_not_fit_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
