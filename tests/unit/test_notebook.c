// tests/unit/test_notebook.c - terminal/notebook.c: the code cells of notebooks, good and bad.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "terminal/notebook.h"

static void test_code_cells_are_found(void **state)
{
	static const struct {
		const char *text, *cells;
	} cases[] = {
	    {"{\"cells\": []}", ""},
	    {"{\"cells\": [{\"cell_type\": \"code\", \"source\": \"1\"}]}", "1"},
	    {"{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"a\\n\", \"b\"]}]}", "a\nb"},
	    {"{\"cells\": [{\"cell_type\": \"markdown\", \"source\": \"1\"}, 3, null, {}]}", ""},
	    {"{\"cells\": [{\"cell_type\": \"code\", \"source\": [1, {}, \"x\"]}]}", "x"},
	    {"{\"cells\": [{\"cell_type\": \"code\", \"source\": \" \\n\"}]}", ""},
	    {"{\"cells\": [{\"cell_type\": \"code\"}, {\"cell_type\": \"code\", \"source\": "
	     "\"y\"}]}",
	     "y"},
	    {"{\"cells\": [{\"cell_type\": \"code\", \"source\": \"x\", \"metadata\": {\"tags\": "
	     "[3, \"raises-exception\"]}}]}",
	     "x!"},
	    {"{\"worksheets\": [{\"cells\": [{\"cell_type\": \"code\", \"input\": \"z\"}]}, 1]}",
	     "z"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct notebook notebook = {0};
		struct str text = {0};
		struct err err = {0};

		assert_int_equal(notebook_read(&notebook, cases[i].text, &err), 0);
		for (size_t c = 0; c < notebook.cnt; c++)
			str_printf(&text, "%s%s", notebook.cells[c].text,
				   notebook.cells[c].may_fail ? "!" : "");
		assert_string_equal(str_text(&text), cases[i].cells);
		str_release(&text);
		notebook_release(&notebook);
	}
}

static void test_other_texts_are_refused(void **state)
{
	static const char *const texts[] = {"", "{", "[]", "3", "{\"cells\": 3}", "int x;"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct notebook notebook = {0};
		struct err err = {0};

		assert_int_equal(notebook_read(&notebook, texts[i], &err), -1);
		assert_int_equal(err.code, ERR_FORMAT);
		notebook_release(&notebook);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_code_cells_are_found),
	    cmocka_unit_test(test_other_texts_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
