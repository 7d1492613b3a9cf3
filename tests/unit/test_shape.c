// tests/unit/test_shape.c - declarators read step by step, and spelled again.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "jit/type/shape.h"

// Reads a declaration of one name; gives its steps as letters, and its type spelled again.
static void check_shape(const char *text, const char *steps, const char *type)
{
	static const char letters[] = {
	    [SHAPE_BASE] = 'b', [SHAPE_ARRAY] = 'a', [SHAPE_FUNCTION] = 'f', [SHAPE_POINTER] = 'p'};
	struct str found = {0}, spelled = {0};
	struct reading reading;
	struct shape shape;
	const struct item *item = reading_init(&reading, NULL, text, strlen(text));

	assert_non_null(item);
	assert_int_equal(item->declarator_cnt, 1);
	assert_int_equal(shape_init(&shape, &reading.tokens, item, 0), 0);
	shape_add_type(&shape, &spelled);
	while (shape_next(&shape) != SHAPE_BASE) {
		str_putc(&found, letters[shape_next(&shape)]);
		shape = shape_after(&shape);
	}
	assert_string_equal(str_text(&found), steps);
	assert_string_equal(str_text(&spelled), type);
	str_release(&found);
	str_release(&spelled);
	reading_release(&reading);
}

static void test_steps(void **state)
{
	(void)state;
	check_shape("int x;", "", "int");
	check_shape("static const unsigned  long x;", "", "const unsigned long");
	check_shape("int *x;", "p", "int *");
	check_shape("char **x;", "pp", "char **");
	check_shape("int x[2][3];", "aa", "int[2][3]");
	check_shape("int *x[3];", "ap", "int *[3]");
	check_shape("int (*x)[3];", "pa", "int (*)[3]");
	check_shape("int (*x)(int, char *);", "pf", "int (*)(int, char *)");
	check_shape("int (*x[2])(int);", "apf", "int (*[2])(int)");
	check_shape("int *(*(*x)(void))[3];", "pfpap", "int *(*(*)(void))[3]");
	check_shape("char *const *x;", "pp", "char *const *");
	check_shape("struct { int a; } x;", "", "struct {...}");
	check_shape("int ((x));", "", "int");
}

static void check_declared(const char *type, const char *declaration)
{
	struct str out = {0};

	shape_declare(type, "x", &out);
	assert_string_equal(str_text(&out), declaration);
	str_release(&out);
}

static void test_names_go_where_they_belong(void **state)
{
	(void)state;
	check_declared("int", "int x;");
	check_declared("char *", "char * x;");
	check_declared("int [2][3]", "int  x[2][3];");
	check_declared("char *[3]", "char * x[3];");
	check_declared("int (*)[3]", "int (* x)[3];");
	check_declared("int (int)", "int  x(int);");
	check_declared("int (*)(int (*)(int))", "int (* x)(int (*)(int));");
	check_declared("int (*[2])(int)", "int (* x[2])(int);");
	check_declared("void (*(*)(int))(void)", "void (*(* x)(int))(void);");
	check_declared("int (* const)(void)", "int (* const x)(void);");
}

static void test_too_many_steps(void **state)
{
	const char *text = "int ****************************x;";
	struct reading reading;
	struct shape shape;
	const struct item *item = reading_init(&reading, NULL, text, strlen(text));

	(void)state;
	assert_non_null(item);
	assert_int_equal(shape_init(&shape, &reading.tokens, item, 0), -1);
	reading_release(&reading);
}

static void test_bit_fields_and_flexible_arrays(void **state)
{
	const char *text = "unsigned a : 3; int b[];";
	struct reading reading;
	struct shape shape;
	const struct item *item = reading_init(&reading, NULL, text, strlen(text));

	(void)state;
	assert_non_null(item);
	assert_int_equal(shape_init(&shape, &reading.tokens, item, 0), 0);
	assert_int_not_equal(shape.width, NO_TOKEN);
	assert_int_equal(shape_init(&shape, &reading.tokens, &reading.items.items[1], 0), 0);
	assert_int_equal(shape.width, NO_TOKEN);
	assert_true(shape_is_flexible(&shape));
	reading_release(&reading);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_steps),
	    cmocka_unit_test(test_names_go_where_they_belong),
	    cmocka_unit_test(test_too_many_steps),
	    cmocka_unit_test(test_bit_fields_and_flexible_arrays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
