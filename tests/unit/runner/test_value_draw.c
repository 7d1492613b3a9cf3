// tests/unit/runner/test_value_draw.c - tables and pictures of values that were walked in memory.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "jit/runner/value.h"
#include "jit/value/value_graph.h"
#include "jit/value/value_html.h"

static const struct value_style plain;

static struct values *walk(const void *object, const struct cicle_row *types, int depth)
{
	struct err err = {0};
	struct values *values;

	value_begin(NULL);
	cicle_value(object, types, depth);
	values = value_read(value_packed()->data, value_packed()->len, &err);
	assert_non_null(values);
	return values;
}

static int count(const struct str *text, const char *part)
{
	int cnt = 0;

	for (const char *at = str_text(text); (at = strstr(at, part)); at += strlen(part))
		cnt++;
	return cnt;
}

// --- tables ---------------------------------------------------------------------------------

struct person {
	int age;
	const char *name;
};

#define ROW_INT                                            \
	{                                                  \
		VALUE_INT, -1, sizeof(int), 0, "int", NULL \
	}
#define ROW_CHAR                                   \
	{                                          \
		VALUE_CHAR, -1, 1, 0, "char", NULL \
	}

static const struct cicle_field person_fields[] = {
    {"age", 1, offsetof(struct person, age), NULL},
    {"name", 2, offsetof(struct person, name), NULL},
};
static const struct cicle_row person_rows[] = {
    {VALUE_STRUCT, -1, sizeof(struct person), 2, "struct person", person_fields},
    ROW_INT,
    {VALUE_POINTER, 3, sizeof(char *), 0, "const char *", NULL},
    ROW_CHAR,
};

static void make_table(const void *object, const struct cicle_row *types, struct str *html)
{
	struct values *values = walk(object, types, 0);

	assert_true(value_html(values, &plain, html));
	values_free(values);
}

static void test_a_struct_is_a_table_of_fields(void **state)
{
	const struct person person = {30, "<script>alert('&')</script>"};
	struct str html = {0};

	(void)state;
	make_table(&person, person_rows, &html);
	assert_int_equal(count(&html, "<tr>"), 3);
	assert_non_null(strstr(html.data, ">struct person</div>"));
	assert_non_null(strstr(html.data, ">age</td>"));
	assert_non_null(strstr(html.data, ">30</td>"));
	assert_non_null(strstr(html.data, "&lt;script&gt;"));
	assert_null(strstr(html.data, "<script"));
	str_release(&html);
}

static void test_structs_are_a_table_of_rows(void **state)
{
	static struct person people[50];
	struct cicle_row rows[5] = {{VALUE_ARRAY, 1, sizeof people, 50, "struct person[50]", NULL}};
	struct cicle_field fields[2];
	struct str html = {0};

	(void)state;
	memcpy(rows + 1, person_rows, sizeof person_rows);
	memcpy(fields, person_fields, sizeof fields);
	fields[0].type = 2;
	fields[1].type = 3;
	rows[1].fields = fields;
	rows[3].of = 4;
	for (int i = 0; i < 50; i++)
		people[i].age = i;
	make_table(people, rows, &html);
	assert_int_equal(count(&html, "<tr>"), 1 + 10 + 1 + 10);
	assert_non_null(strstr(html.data, "<th>9</th><td>9</td>"));
	assert_non_null(strstr(html.data, "<th>40</th><td>40</td>"));
	assert_null(strstr(html.data, "<th>10</th>"));
	assert_non_null(strstr(html.data, "50 items"));
	str_release(&html);
}

static void test_a_matrix_is_a_table(void **state)
{
	static int matrix[30][40];
	const struct cicle_row rows[] = {{VALUE_ARRAY, 1, sizeof matrix, 30, "int[30][40]", NULL},
					 {VALUE_ARRAY, 2, sizeof matrix[0], 40, "int[40]", NULL},
					 ROW_INT};
	struct str html = {0};

	(void)state;
	matrix[29][39] = 12345;
	make_table(matrix, rows, &html);
	assert_int_equal(count(&html, "<tr>"), 1 + 10 + 1 + 10);
	assert_int_equal(count(&html, "<td>"), 20 * 21);
	assert_int_equal(count(&html, "&#8230;"), 21);
	assert_non_null(strstr(html.data, "30 x 40"));
	assert_non_null(strstr(html.data, "<td>12345</td></tr>"));
	str_release(&html);
}

static void test_a_long_array_is_a_grid(void **state)
{
	static int items[1005];
	struct cicle_row rows[] = {{VALUE_ARRAY, 1, sizeof items, 1005, "int[1005]", NULL},
				   ROW_INT};
	struct str html = {0};

	(void)state;
	make_table(items, rows, &html);
	assert_int_equal(count(&html, "<tr>"), 1 + 3);
	assert_non_null(strstr(html.data, "<th>995</th>"));
	str_clear(&html);
	rows[0].cnt = 25;
	make_table(items, rows, &html);
	assert_int_equal(count(&html, "<tr>"), 1 + 3);
	assert_non_null(strstr(html.data, "<th>20</th>"));
	str_release(&html);
}

static void test_short_values_are_no_tables(void **state)
{
	const int items[20] = {0};
	const struct cicle_row rows[] = {{VALUE_ARRAY, 1, sizeof items, 20, "int[20]", NULL},
					 ROW_INT};
	struct values *values = walk(items, rows, 0);
	struct str html = {0};

	(void)state;
	assert_false(value_html(values, &plain, &html));
	values_free(values);
	values = walk(items, rows + 1, 0);
	assert_false(value_html(values, &plain, &html));
	assert_int_equal(html.len, 0);
	values_free(values);
}

// --- pictures -------------------------------------------------------------------------------

struct node {
	int value;
	struct node *left, *right;
};

static const struct cicle_field node_fields[] = {
    {"value", 2, offsetof(struct node, value), NULL},
    {"left", 1, offsetof(struct node, left), NULL},
    {"right", 1, offsetof(struct node, right), NULL},
};
static const struct cicle_row node_rows[] = {
    {VALUE_STRUCT, -1, sizeof(struct node), 3, "struct node", node_fields},
    {VALUE_POINTER, 0, sizeof(void *), 0, "struct node *", NULL},
    ROW_INT,
};

static void check_lines(const struct node *node, const char *expected)
{
	struct values *values = walk(node, node_rows, VALUE_WHOLE_DEPTH);
	struct str text = {0};

	value_graph_text(values, &plain, &text);
	assert_string_equal(str_text(&text), expected);
	str_release(&text);
	values_free(values);
}

static void draw(const struct node *node, const char *title, struct str *html)
{
	struct values *values = walk(node, node_rows, VALUE_WHOLE_DEPTH);

	value_graph_html(values, &plain, title, html);
	values_free(values);
}

#define BOX "border-radius"
#define HEAD "z\" style=\"fill"

static void test_a_list(void **state)
{
	struct node c = {3, NULL, NULL}, b = {2, NULL, &c}, a = {1, NULL, &b};
	struct str html = {0};

	(void)state;
	check_lines(&a, "struct node {.value = 1, .left = NULL, .right = #1}\n"
			"#1 struct node {.value = 2, .left = NULL, .right = #2}\n"
			"#2 struct node {.value = 3, .left = NULL, .right = NULL}");
	draw(&a, "<a>", &html);
	assert_int_equal(count(&html, BOX), 3);
	assert_int_equal(count(&html, HEAD), 2);
	assert_non_null(strstr(html.data, "&lt;a&gt;"));
	str_release(&html);
}

static void test_a_tree_and_a_way_back(void **state)
{
	struct node d = {4, NULL, NULL}, c = {3, NULL, &d}, b = {2, NULL, NULL}, a = {1, &b, &c};
	struct str html = {0};

	(void)state;
	d.left = &a;
	d.right = &d;
	check_lines(&a, "#0 struct node {.value = 1, .left = #1, .right = #2}\n"
			"  #1 struct node {.value = 2, .left = NULL, .right = NULL}\n"
			"  #2 struct node {.value = 3, .left = NULL, .right = #3}\n"
			"    #3 struct node {.value = 4, .left = #0, .right = #3}");
	draw(&a, "a", &html);
	assert_int_equal(count(&html, BOX), 4);
	assert_int_equal(count(&html, HEAD), 5);
	str_release(&html);
}

static void test_a_bad_pointer(void **state)
{
	struct node a = {1, (struct node *)8, NULL};
	struct str html = {0};

	(void)state;
	check_lines(&a, "struct node {.value = 1, .left = 0x8 (not readable), .right = NULL}");
	draw(&a, "a", &html);
	assert_int_equal(count(&html, BOX), 1);
	assert_int_equal(count(&html, HEAD), 0);
	str_release(&html);
}

static void test_more_objects_than_a_picture_shows(void **state)
{
	static struct node nodes[100];
	struct str html = {0};

	(void)state;
	for (int i = 0; i < 99; i++)
		nodes[i].right = &nodes[i + 1];
	for (int i = 1; i < 100; i++)
		nodes[i].left = &nodes[i - 1];
	draw(nodes, "nodes", &html);
	assert_int_equal(count(&html, BOX), 60);
	assert_int_equal(count(&html, HEAD), 2 * 59);
	assert_non_null(strstr(html.data, "\u2026 40 more"));
	str_release(&html);
}

static void test_long_texts_are_cut(void **state)
{
	const struct person person = {
	    1, "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
	       "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
	       "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"};
	struct values *values = walk(&person, person_rows, 1);
	struct str html = {0};

	(void)state;
	value_graph_html(values, &plain, "person", &html);
	assert_int_equal(count(&html, "\u00e9"), 27);
	assert_non_null(strstr(html.data, "\u00e9\u2026</span>"));
	str_release(&html);
	values_free(values);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_struct_is_a_table_of_fields),
	    cmocka_unit_test(test_structs_are_a_table_of_rows),
	    cmocka_unit_test(test_a_matrix_is_a_table),
	    cmocka_unit_test(test_a_long_array_is_a_grid),
	    cmocka_unit_test(test_short_values_are_no_tables),
	    cmocka_unit_test(test_a_list),
	    cmocka_unit_test(test_a_tree_and_a_way_back),
	    cmocka_unit_test(test_a_bad_pointer),
	    cmocka_unit_test(test_more_objects_than_a_picture_shows),
	    cmocka_unit_test(test_long_texts_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
