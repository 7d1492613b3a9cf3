// tests/unit/test_text.c - base/text.c: text without colours.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"

static void test_colours_are_taken_out(void **state)
{
	static const struct {
		const char *text, *plain;
	} cases[] = {
	    {"", ""},
	    {"plain", "plain"},
	    {"\033[31merror: \033[0mx", "error: x"},
	    {"\033[1;31mred\033[m", "red"},
	    {"\033[31", "\033[31"},
	    {"\033[2Kx", "\033[2Kx"},
	    {"\033", "\033"},
	    {"\033\033[0mx", "\033x"},
	    {"h\303\251\033[0m", "h\303\251"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str plain = {0};

		text_plain(&plain, cases[i].text);
		assert_string_equal(str_text(&plain), cases[i].plain);
		str_release(&plain);
	}
}

static void test_escapes_become_visible(void **state)
{
	static const struct {
		const char *text, *visible, *terminal; // NULL: as visible
	} cases[] = {
	    {"", "", NULL},
	    {"a\tb\nc\r\nd", "a\tb\nc\r\nd", NULL},
	    {"\303\251\342\202\254", "\303\251\342\202\254", NULL},
	    {"\033[2J\a", "\342\220\233[2J\342\220\207", NULL},
	    {"over\rwritten\b", "over\342\220\215written\342\220\210", NULL},
	    {"\177", "\342\220\241", NULL},
	    {"\302\2332J", "\357\277\2752J", NULL},             // CSI as one C1 character
	    {"\2332J\377", "\357\277\2752J\357\277\275", NULL}, // and as a byte
	    {"\342\200\256x\342\201\246", "\357\277\275x\357\277\275", NULL},
	    {"\033[31mred\033[0m", "\342\220\233[31mred\342\220\233[0m", "\033[31mred\033[0m"},
	    {"\033[8mx", "\342\220\233[8mx", NULL},
	    {"\033[31;8mx\033[", "\342\220\233[31;8mx\342\220\233[", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str visible = {0}, terminal = {0};

		text_visible(&visible, cases[i].text);
		assert_string_equal(str_text(&visible), cases[i].visible);
		text_terminal(&terminal, cases[i].text);
		assert_string_equal(str_text(&terminal),
				    cases[i].terminal ? cases[i].terminal : cases[i].visible);
		str_release(&visible);
		str_release(&terminal);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_colours_are_taken_out),
	    cmocka_unit_test(test_escapes_become_visible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
