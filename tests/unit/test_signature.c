// tests/unit/test_signature.c - which prototypes jit/read/signature.c takes for the same type.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "jit/read/signature.h"

static void test_prototypes_are_compared_without_names(void **state)
{
	static const struct {
		const char *a, *b;
		bool is_same;
	} cases[] = {
	    {"int f(int n);", "int f(int);", true},
	    {"int f(int a, char *b);", "int f( int x ,char*y );", true},
	    {"int f(int a /* first */);", "int f(int b);", true},
	    {"int f(struct s s);", "int f(struct s);", true},
	    {"int f(int a[]);", "int f(int b[]);", true},
	    {"void f(void);", "void f(void);", true},
	    {"int f(unsigned int n);", "int f(unsigned int);", true},
	    {"int f(int);", "int f(long);", false},
	    {"int f(int);", "long f(int);", false},
	    {"int f(int);", "int f(int, int);", false},
	    {"int f(struct s);", "int f(struct t);", false},
	    {"int f(int, ...);", "int f(int);", false},
	    {"int *f(void);", "int f(void);", false},
	    {"int f(const char *s);", "int f(char *s);", false},
	    {"int f(T);", "int f(U);", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (signature_is_same(cases[i].a, strlen(cases[i].a), cases[i].b,
				      strlen(cases[i].b)) != cases[i].is_same)
			fail_msg("%s and %s", cases[i].a, cases[i].b);
}

static void test_a_pointer_type_gives_what_it_points_to(void **state)
{
	static const struct {
		const char *pointer, *pointee;
	} cases[] = {
	    {"int *", "int"},
	    {"char **", "char *"},
	    {"struct point (*)[3]", "struct point [3]"},
	    {"int (*)(double)", "int (double)"},
	    {"int (**)(double)", "int (*)(double)"},
	    {"int (*(*)[4])(void)", "int (*[4])(void)"},
	    {"const char *const *", "const char *const"},
	    {"int", "int"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *pointee = signature_pointee(cases[i].pointer, strlen(cases[i].pointer));

		assert_string_equal(pointee, cases[i].pointee);
		free(pointee);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_prototypes_are_compared_without_names),
	    cmocka_unit_test(test_a_pointer_type_gives_what_it_points_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
