// tests/unit/test_diagnostic.c - how jit/compiler/diagnostic.c tells the compiler's messages.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "jit/compiler/diagnostic.h"

static char cell_text[] = "int a = 1;\n  int b = foo(a);\nx";
static const struct source cell = {.file = "In[1]", .label = "In[4]", .text = cell_text};

static const struct source *find(void *ctx, const char *file, size_t len)
{
	(void)ctx;
	return len == 5 && !memcmp(file, "In[1]", 5) ? &cell : NULL;
}

// Drops the colours.
static void strip(struct str *text)
{
	size_t to = 0;

	for (size_t i = 0; i < text->len; i++) {
		if (text->data[i] == '\033')
			i += strcspn(text->data + i, "m");
		else
			text->data[to++] = text->data[i];
	}
	text->len = to;
	if (text->data)
		text->data[to] = '\0';
}

static void check(const char *messages, const char *expected, const char *expected_first)
{
	struct str out = {0}, first = {0};

	diagnostic_render(messages, &cell, find, NULL, &out, &first);
	strip(&out);
	assert_string_equal(str_text(&out), expected);
	assert_string_equal(str_text(&first), expected_first);
	str_release(&out);
	str_release(&first);
}

static void test_a_caret_stands_under_the_quoted_word(void **state)
{
	(void)state;
	check("In[1]:2: error: 'foo' undeclared\n",
	      "In[4]:2: error: 'foo' undeclared\n"
	      "    2 |   int b = foo(a);\n"
	      "      |           ^~~\n",
	      "In[4]:2: 'foo' undeclared");
}

static void test_without_a_word_the_caret_stands_at_the_lines_start(void **state)
{
	(void)state;
	check("In[1]:2: warning: something\n",
	      "In[4]:2: warning: something\n"
	      "    2 |   int b = foo(a);\n"
	      "      |   ^\n",
	      "");
}

static void test_a_message_is_told_once(void **state)
{
	(void)state;
	check("In[1]:3: error: 'x' undeclared\nIn[1]:3: error: 'x' undeclared\n",
	      "In[4]:3: error: 'x' undeclared\n"
	      "    3 | x\n"
	      "      | ^\n",
	      "In[4]:3: 'x' undeclared");
}

static void test_a_missing_symbol_is_located_in_the_cell(void **state)
{
	(void)state;
	check(
	    "In[1]:2: warning: implicit declaration of function 'foo'\n"
	    "tcc: error: undefined symbol 'foo'\n",
	    "In[4]:2: error: undefined symbol 'foo': neither the session nor a library defines it\n"
	    "    2 |   int b = foo(a);\n"
	    "      |           ^~~\n",
	    "In[4]:2: undefined symbol 'foo'");
}

static void test_a_place_behind_the_text_is_its_last_line(void **state)
{
	(void)state;
	check("In[1]:9: error: '}' expected\n",
	      "In[4]:3: error: '}' expected\n"
	      "    3 | x\n"
	      "      | ^\n",
	      "In[4]:3: '}' expected");
}

static void test_a_told_column_places_the_caret(void **state)
{
	(void)state;
	check("In[1]: In function 'cicle_entry':\n"
	      "In[1]:2:11: error: 'foo' undeclared; did you mean 'for'?\n"
	      "In[1]:2:11: note: each undeclared identifier is reported only once for each\n",
	      "In[4]:2:11: error: 'foo' undeclared; did you mean 'for'?\n"
	      "    2 |   int b = foo(a);\n"
	      "      |           ^~~\n",
	      "In[4]:2:11: 'foo' undeclared; did you mean 'for'?");
}

static void test_a_missing_function_is_told_where_it_is_called(void **state)
{
	(void)state;
	check("In[1]:2:11: warning: implicit declaration of function 'foo'; did you mean 'f'? "
	      "[-Wimplicit-function-declaration]\n"
	      "tcc: error: undefined symbol 'foo'\n",
	      "In[4]:2:11: error: implicit declaration of function 'foo'; did you mean 'f'? "
	      "[-Wimplicit-function-declaration]\n"
	      "    2 |   int b = foo(a);\n"
	      "      |           ^~~\n",
	      "In[4]:2:11: implicit declaration of function 'foo'; did you mean 'f'? "
	      "[-Wimplicit-function-declaration]");
}

static void test_our_own_prefixes_are_not_told(void **state)
{
	(void)state;
	check("In[1]:3:1: error: conflicting types for 'cicle_fn_x'\n",
	      "In[4]:3:1: error: conflicting types for 'x'\n"
	      "    3 | x\n"
	      "      | ^\n",
	      "In[4]:3:1: conflicting types for 'x'");
}

static void test_messages_without_a_place_are_told_as_they_are(void **state)
{
	(void)state;
	check("error: no memory\n", "error: no memory\n", "no memory");
	check("", "", "");
	check("\n\n", "", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_caret_stands_under_the_quoted_word),
	    cmocka_unit_test(test_without_a_word_the_caret_stands_at_the_lines_start),
	    cmocka_unit_test(test_a_message_is_told_once),
	    cmocka_unit_test(test_a_missing_symbol_is_located_in_the_cell),
	    cmocka_unit_test(test_a_place_behind_the_text_is_its_last_line),
	    cmocka_unit_test(test_a_told_column_places_the_caret),
	    cmocka_unit_test(test_a_missing_function_is_told_where_it_is_called),
	    cmocka_unit_test(test_our_own_prefixes_are_not_told),
	    cmocka_unit_test(test_messages_without_a_place_are_told_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
