// tests/unit/test_lex.c - how jit/read/lex.c takes C text apart.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "jit/read/lex.h"

// Writes tokens as "kind:text" pairs: I identifier, N number, S string, C character, P
// punctuation, D directive.
static void describe(const char *text, struct str *out)
{
	struct tokens tokens;

	tokens_init(&tokens, text, strlen(text));
	for (size_t i = 0; i < tokens.cnt; i++) {
		const struct token *token = &tokens.items[i];

		str_printf(out, "%s%c:%.*s", i ? " " : "", "?INSCPD"[token->kind],
			   (int)(token->end_byte - token->start_byte), text + token->start_byte);
	}
	tokens_release(&tokens);
}

static void test_tokens_have_exact_ranges(void **state)
{
	static const struct {
		const char *name, *text, *tokens;
	} cases[] = {
	    {"nothing", "", ""},
	    {"blanks", " \t\n\v\f", ""},
	    {"a declaration", "int a=1;", "I:int I:a P:= N:1 P:;"},
	    {"numbers", "1.5e-3 0x1p+2 .5 1u 1..2", "N:1.5e-3 N:0x1p+2 N:.5 N:1u N:1..2"},
	    {"strings", "\"a\\\"b\" 'c' '\\''", "S:\"a\\\"b\" C:'c' C:'\\''"},
	    {"prefixed strings", "L\"a\" u8\"b\" U'c' R\"d\"",
	     "S:L\"a\" S:u8\"b\" C:U'c' I:R S:\"d\""},
	    {"whole punctuation", "a->b ... x##y", "I:a P:-> I:b P:... I:x P:## I:y"},
	    {"single punctuation", "a<<=b++", "I:a P:< P:< P:= I:b P:+ P:+"},
	    {"a line comment", "a // b\nc", "I:a I:c"},
	    {"a block comment", "a/* b */c/**/d", "I:a I:c I:d"},
	    {"a comment in a string", "\"/* no */ // no\"", "S:\"/* no */ // no\""},
	    {"a quote in a comment", "a /* \" */ b // '\nc", "I:a I:b I:c"},
	    {"a directive", "#define A 1\nA", "D:#define A 1 I:A"},
	    {"a continued directive", "#define A \\\n 1\nA", "D:#define A \\\n 1 I:A"},
	    {"a comment in a directive", "#define A /* \n */ 1\nA", "D:#define A /* \n */ 1 I:A"},
	    {"an indented directive", "  # if 1\n", "D:# if 1"},
	    {"a hash inside of a line", "a # b", "I:a P:# I:b"},
	    {"a continued line", "a\\\nb", "I:a I:b"},
	    {"UTF-8 in a name",
	     "gr\xC3\xB6\xC3\x9F"
	     "e",
	     "I:gr\xC3\xB6\xC3\x9F"
	     "e"},
	    {"dollars in a name", "$a$", "I:$a$"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = {0};

		describe(cases[i].text, &out);
		if (strcmp(str_text(&out), cases[i].tokens) != 0)
			fail_msg("%s: %s", cases[i].name, str_text(&out));
		str_release(&out);
	}
}

static void test_lines_count_from_1_and_cross_everything(void **state)
{
	static const char text[] = "a\n/*\n\n*/ b\n#define X \\\n 1\nc \"\\\n\" d";
	static const uint32_t lines[] = {1, 4, 5, 7, 7, 8};
	struct tokens tokens;

	(void)state;
	tokens_init(&tokens, text, strlen(text));
	assert_int_equal(tokens.cnt, sizeof lines / sizeof *lines);
	for (size_t i = 0; i < tokens.cnt; i++)
		assert_int_equal(tokens.items[i].line, lines[i]);
	assert_int_equal(tokens.items[tokens.cnt].kind, TOKEN_END);
	tokens_release(&tokens);
}

static void test_the_first_problem_is_told_with_its_line(void **state)
{
	static const struct {
		const char *text;
		size_t len; // 0: up to the NUL
		enum lex_problem problem;
		uint32_t line;
	} cases[] = {
	    {"int a;", 0, LEX_OK, 0},
	    {"a\n/* open", 0, LEX_OPEN_COMMENT, 2},
	    {"/*", 0, LEX_OPEN_COMMENT, 1},
	    {"/*/", 0, LEX_OPEN_COMMENT, 1},
	    {"#define A /* open", 0, LEX_OPEN_COMMENT, 1},
	    {"a\n\n\"open", 0, LEX_OPEN_STRING, 3},
	    {"\"open\n\"", 0, LEX_OPEN_STRING, 1},
	    {"'", 0, LEX_OPEN_STRING, 1},
	    {"\"\\", 0, LEX_OPEN_STRING, 1},
	    {"a \x01", 0, LEX_BAD_BYTE, 1},
	    {"a\0b", 3, LEX_BAD_BYTE, 1},
	    {"'a\n\x02 /*", 0, LEX_OPEN_STRING, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct tokens tokens;

		tokens_init(&tokens, cases[i].text,
			    cases[i].len ? cases[i].len : strlen(cases[i].text));
		assert_int_equal(tokens.problem, cases[i].problem);
		assert_int_equal(tokens.problem_line, cases[i].line);
		tokens_release(&tokens);
	}
}

// Every word of C is found, whatever its place in the table.
static void test_words_have_classes(void **state)
{
	static const struct {
		const char *word;
		unsigned classes;
	} cases[] = {
	    {"do", WORD_STATEMENT},
	    {"if", WORD_STATEMENT},
	    {"int", WORD_TYPE},
	    {"auto", WORD_SPECIFIER | WORD_STORAGE},
	    {"case", WORD_STATEMENT},
	    {"bool", WORD_NEWER},
	    {"enum", WORD_TAG},
	    {"_Bool", WORD_TYPE},
	    {"while", WORD_STATEMENT},
	    {"static", WORD_SPECIFIER | WORD_STORAGE},
	    {"struct", WORD_TAG},
	    {"typeof", WORD_PARENS | WORD_TYPEOF},
	    {"_Atomic", WORD_SPECIFIER},
	    {"volatile", WORD_SPECIFIER},
	    {"_Generic", WORD_EXPRESSION},
	    {"__thread", WORD_SPECIFIER},
	    {"_Noreturn", WORD_SPECIFIER},
	    {"__attribute__", WORD_PARENS},
	    {"static_assert", WORD_NEWER},
	    {"__extension__", WORD_SPECIFIER},
	    {"__builtin_va_list", WORD_TYPE},
	    {"__PRETTY_FUNCTION__", WORD_EXPRESSION},
	    {"__builtin_choose_expr", WORD_EXPRESSION},
	    {"", 0},
	    {"i", 0},
	    {"inT", 0},
	    {"ints", 0},
	    {"__builtin_choose_exprs", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (word_classes(cases[i].word, strlen(cases[i].word)) != cases[i].classes)
			fail_msg("%s", cases[i].word);
}

static void test_brackets_are_matched_by_depth(void **state)
{
	struct tokens tokens;

	(void)state;
	tokens_init(&tokens, "(a[(b)] {c}) d ( e", 18);
	assert_int_equal(token_after_bracket(&tokens, 0), 11);
	assert_int_equal(token_after_bracket(&tokens, 2), 7);
	assert_int_equal(token_after_bracket(&tokens, 12), tokens.cnt);
	assert_true(token_is(&tokens, 11, "d"));
	assert_false(token_is(&tokens, 11, "dd"));
	assert_false(token_is(&tokens, tokens.cnt, ""));
	tokens_release(&tokens);
}

static void test_identifiers_are_found_inside_of_directives_only_as_words(void **state)
{
	static const char text[] = "#define F(x) x + \"no\" 'n' 1e5f // no\n /* no */ y_1";
	static const char *const names[] = {"define", "F", "x", "x", "y_1"};
	size_t at = 0, start, len;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_true(next_identifier(text, strlen(text), &at, &start, &len));
		assert_int_equal(len, strlen(names[i]));
		assert_memory_equal(text + start, names[i], len);
	}
	assert_false(next_identifier(text, strlen(text), &at, &start, &len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_tokens_have_exact_ranges),
	    cmocka_unit_test(test_lines_count_from_1_and_cross_everything),
	    cmocka_unit_test(test_the_first_problem_is_told_with_its_line),
	    cmocka_unit_test(test_words_have_classes),
	    cmocka_unit_test(test_brackets_are_matched_by_depth),
	    cmocka_unit_test(test_identifiers_are_found_inside_of_directives_only_as_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
