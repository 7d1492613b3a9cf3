// tests/unit/test_macro.c - expanding one macro call, with the examples of the C standard.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/str.h"
#include "jit/read/macro.h"

#define MACRO_MAX 64
#define BUDGET 1000000

struct definitions {
	struct macro *macros[MACRO_MAX];
	char *names[MACRO_MAX];
	size_t cnt;
};

static const struct macro *find(void *ctx, const char *name, size_t len)
{
	const struct definitions *definitions = ctx;

	for (size_t i = definitions->cnt; i > 0; i--)
		if (strlen(definitions->names[i - 1]) == len &&
		    !memcmp(definitions->names[i - 1], name, len))
			return definitions->macros[i - 1];
	return NULL;
}

// Reads lines that each define one macro.
static void define(struct definitions *definitions, const char *lines)
{
	while (*lines) {
		size_t len = strcspn(lines, "\n");
		struct macro *macro = macro_new(lines, len);
		const char *name = lines + strlen("#define ");

		assert_non_null(macro);
		definitions->macros[definitions->cnt] = macro;
		definitions->names[definitions->cnt++] = mem_strndup(name, strcspn(name, " (\n"));
		lines += len + (lines[len] == '\n');
	}
}

static void forget(struct definitions *definitions)
{
	for (size_t i = 0; i < definitions->cnt; i++) {
		macro_free(definitions->macros[i]);
		free(definitions->names[i]);
	}
}

// Expands every call of a text as its own, and joins everything, with single blanks.
static char *expand_all(struct definitions *definitions, const char *text)
{
	size_t budget = BUDGET;
	struct tokens tokens, again;
	struct str raw = {0}, out = {0};

	tokens_init(&tokens, text, strlen(text));
	for (size_t i = 0; i < tokens.cnt;) {
		size_t end = tokens.items[i].kind == TOKEN_IDENT
				 ? macro_expand(&tokens, i, find, definitions, &budget, &raw)
				 : i;

		if (end == i)
			str_add(&raw, text + tokens.items[i].start_byte,
				tokens.items[i].end_byte - tokens.items[i].start_byte);
		i = end > i ? end : i + 1;
		str_putc(&raw, ' ');
	}
	tokens_release(&tokens);
	tokens_init(&again, str_text(&raw), raw.len);
	for (size_t i = 0; i < again.cnt; i++) {
		str_puts(&out, i ? " " : "");
		str_add(&out, raw.data + again.items[i].start_byte,
			again.items[i].end_byte - again.items[i].start_byte);
	}
	tokens_release(&again);
	str_release(&raw);
	return str_take(&out);
}

static void check(const char *lines, const char *text, const char *expected)
{
	struct definitions definitions = {0};
	char *got;

	define(&definitions, lines);
	got = expand_all(&definitions, text);
	assert_string_equal(got, expected);
	free(got);
	forget(&definitions);
}

static void test_standard_rescanning(void **state)
{
	static const char lines[] =
	    "#define x 2\n#define f(a) f(x * (a))\n#define g f\n"
	    "#define z z[0]\n#define h g(~\n#define m(a) a(w)\n"
	    "#define w 0,1\n#define t(a) a\n#define p() int\n#define q(x) x\n"
	    "#define r(x,y) x ## y\n#define str(x) # x\n";

	(void)state;
	check(lines, "f(y+1) + f(f(z)) % t(t(g)(0) + t)(1);",
	      "f ( 2 * ( y + 1 ) ) + f ( 2 * ( f ( 2 * ( z [ 0 ] ) ) ) ) % f ( 2 * ( 0 ) ) + t ( 1 "
	      ") ;");
	check(lines, "g(x+(3,4)-w)", "f ( 2 * ( 2 + ( 3 , 4 ) - 0 , 1 ) )");
	check(lines, "h 5)", "f ( ~ 5 )");
	check(lines, "m(f)", "f ( 2 * ( 0 , 1 ) )");
	check(lines, "p() i[q()] = { q(1), r(2,3), r(4,), r(,5), r(,) };",
	      "int i [ ] = { 1 , 23 , 4 , 5 , } ;");
	check(lines, "char c[2][6] = { str(hello), str() };",
	      "char c [ 2 ] [ 6 ] = { \"hello\" , \"\" } ;");
}

static void test_standard_strings(void **state)
{
	static const char lines[] =
	    "#define str(s) # s\n#define xstr(s) str(s)\n"
	    "#define debug(s, t) printf(\"x\" # s \"= %d, x\" # t \"= %s\", x ## s, x ## t)\n"
	    "#define INCFILE(n) vers ## n\n#define glue(a, b) a ## b\n"
	    "#define xglue(a, b) glue(a, b)\n#define HIGHLOW \"hello\"\n#define LOW LOW \", "
	    "world\"\n";

	(void)state;
	check(lines, "debug(1, 2);",
	      "printf ( \"x\" \"1\" \"= %d, x\" \"2\" \"= %s\" , x1 , x2 ) ;");
	check(lines, "str(strncmp(\"abc\\0d\", \"abc\", '\\4') == 0)",
	      "\"strncmp(\\\"abc\\\\0d\\\", \\\"abc\\\", '\\\\4') == 0\"");
	check(lines, "xstr(INCFILE(2).h)", "\"vers2.h\"");
	check(lines, "glue(HIGH, LOW);", "\"hello\" ;");
	check(lines, "xglue(HIGH, LOW)", "\"hello\" \", world\"");
}

static void test_standard_pasting(void **state)
{
	static const char lines[] = "#define hash_hash # ## #\n#define mkstr(a) # a\n"
				    "#define in_between(a) mkstr(a)\n"
				    "#define join(c, d) in_between(c hash_hash d)\n"
				    "#define t(x,y,z) x ## y ## z\n";

	(void)state;
	check(lines, "join(x, y);", "\"x ## y\" ;");
	check(
	    lines,
	    "int j[] = { t(1,2,3), t(,4,5), t(6,,7), t(8,9,), t(10,,), t(,11,), t(,,12), t(,,) };",
	    "int j [ ] = { 123 , 45 , 67 , 89 , 10 , 11 , 12 , } ;");
}

static void test_variable_arguments(void **state)
{
	static const char lines[] =
	    "#define debug(...) fprintf(stderr, __VA_ARGS__)\n"
	    "#define showlist(...) puts(#__VA_ARGS__)\n"
	    "#define report(test, ...) ((test)?puts(#test): printf(__VA_ARGS__))\n"
	    "#define log(f, ...) printf(f, ##__VA_ARGS__)\n"
	    "#define gnu(f, args...) printf(f, ## args)\n"
	    "#define F(...) f(0 __VA_OPT__(,) __VA_ARGS__)\n"
	    "#define H(X, ...) X ## __VA_OPT__(one) end\n#define EMPTY\n";

	(void)state;
	check(lines, "debug(\"Flag\")", "fprintf ( stderr , \"Flag\" )");
	check(lines, "debug(\"X = %d\\n\", x)", "fprintf ( stderr , \"X = %d\\n\" , x )");
	check(lines, "showlist(The first, second, and third items.)",
	      "puts ( \"The first, second, and third items.\" )");
	check(lines, "report(x>y, \"x is %d\", x)",
	      "( ( x > y ) ? puts ( \"x>y\" ) : printf ( \"x is %d\" , x ) )");
	check(lines, "log(\"a\")", "printf ( \"a\" )");
	check(lines, "log(\"a\", )", "printf ( \"a\" )");
	check(lines, "log(\"a\", b, c)", "printf ( \"a\" , b , c )");
	check(lines, "gnu(\"a\") gnu(\"a\", b)", "printf ( \"a\" ) printf ( \"a\" , b )");
	check(lines, "F() F(a, b) F(EMPTY)", "f ( 0 ) f ( 0 , a , b ) f ( 0 )");
	check(lines, "H(a) H(a, b)", "a end aone end");
}

static void test_other_calls(void **state)
{
	(void)state;
	check("#define f(a) a\n", "f f", "f f");
	check("#define f(a) a\n", "f(1, 2) f() f", "f ( 1 , 2 ) f");
	check("#define f() 1\n", "f() f( ) f(x)", "1 1 f ( x )");
	check("#define A B\n#define B A\n", "A B", "A B");
	check("#define A -1\n", "-A", "- - 1");
	check("#define f(a) a##a\n", "f(x) f(<) f()", "xx < <");
	check(
	    "#define LINE(a) a ## __LINE__\n#define L(a) M(a, __LINE__)\n#define M(a, b) N(a, b)\n"
	    "#define N(a, b) a ## b\n",
	    "LINE(x)\nL(y)", "x__LINE__ y2");
	check("#define f(a) [a]\n", "f((1, 2)) f((a)\n,\nb) f(\"),(\" ')')",
	      "[ ( 1 , 2 ) ] f ( ( a ) , b ) [ \"),(\" ')' ]");
	check("#define E(n) n,\n#define LIST(X) X(a) X(b)\n", "LIST(E)", "a , b ,");
}

// A body with comments and continuation lines; what comes is on one line.
static void test_long_definitions(void **state)
{
	static const char text[] = "#define GETTER(T, n) /* a\n comment */ T get_##n(void) \\\n"
				   "{ \\\n return n; } // end";
	struct definitions definitions = {.cnt = 1};
	char *got;

	(void)state;
	definitions.macros[0] = macro_new(text, sizeof text - 1);
	definitions.names[0] = mem_strdup("GETTER");
	got = expand_all(&definitions, "GETTER(int,\n w)");
	assert_string_equal(got, "int get_w ( void ) { return w ; }");
	free(got);
	forget(&definitions);
}

// What comes from different places must not become one token.
static void test_blanks_between(void **state)
{
	static const struct {
		const char *lines, *text, *expected;
	} cases[] = {
	    {"#define f(x) x+1", "f(+)", "+ +1"},
	    {"#define f(x) -x", "f(-1)", "- -1"},
	    {"#define f(x) x x", "f(a)", "a a"},
	    {"#define f(x, y) x y", "f(1,.5)", "1 .5"},
	    {"#define f(x) a[x]++", "f(i)", "a[i]++"},
	    {"#define f(x) x(1)", "f(g)", "g(1)"},
	    {"#define f(x, y) x/**/y", "f(<,<)", "< <"},
	    {"#define f(x) L x", "f(\"a\")", "L \"a\""},
	    {"#define e\n#define f(x) -e-", "f(1)", "- -"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct definitions definitions = {0};
		size_t budget = BUDGET;
		struct tokens tokens;
		struct str out = {0};

		define(&definitions, cases[i].lines);
		tokens_init(&tokens, cases[i].text, strlen(cases[i].text));
		macro_expand(&tokens, 0, find, &definitions, &budget, &out);
		assert_string_equal(str_text(&out), cases[i].expected);
		tokens_release(&tokens);
		str_release(&out);
		forget(&definitions);
	}
}

static void test_bad_definitions(void **state)
{
	static const char *const bad[] = {
	    "#define",          "#define 1",
	    "#define f(",       "#define f(a",
	    "#define f(a,)",    "#define f(..., a) 1",
	    "#define f(1) 1",   "#undef a",
	    "define a 1",       "",
	    "#define f(a b) 1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_null(macro_new(bad[i], strlen(bad[i])));
}

// 2^40 tokens, and arguments nested 100,000 deep: no call, and soon so.
static void test_endless_expansions(void **state)
{
	struct definitions definitions = {0};
	struct str text = {0}, out = {0};
	size_t budget = BUDGET;
	struct tokens tokens;
	char *got;

	(void)state;
	for (int i = 0; i < 40; i++) {
		str_clear(&text);
		str_printf(&text, "#define A%d A%d A%d", i, i + 1, i + 1);
		define(&definitions, text.data);
	}
	define(&definitions, "#define f(a) a");
	got = expand_all(&definitions, "A0");
	assert_string_equal(got, "A0");
	free(got);
	str_clear(&text);
	for (int i = 0; i < 2000; i++)
		str_puts(&text, "f(");
	for (int i = 0; i < 2000; i++)
		str_putc(&text, ')');
	tokens_init(&tokens, text.data, text.len);
	assert_int_equal(macro_expand(&tokens, 0, find, &definitions, &budget, &out), 0);
	assert_int_equal(out.len, 0);
	assert_true(budget > 0 && budget < BUDGET);
	tokens_release(&tokens);
	str_release(&text);
	forget(&definitions);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_standard_rescanning), cmocka_unit_test(test_standard_strings),
	    cmocka_unit_test(test_standard_pasting),    cmocka_unit_test(test_variable_arguments),
	    cmocka_unit_test(test_other_calls),         cmocka_unit_test(test_blanks_between),
	    cmocka_unit_test(test_long_definitions),    cmocka_unit_test(test_bad_definitions),
	    cmocka_unit_test(test_endless_expansions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
