// tests/unit/test_item.c - what jit/read/item.c takes for a declaration, a statement or a value.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "jit/read/item.h"

// The session knows the type T, the object v and the macro M.
static enum name_class classify(void *ctx, const char *name, size_t len)
{
	(void)ctx;
	if (len != 1)
		return NAME_UNKNOWN;
	return *name == 'T' ? NAME_TYPE : strchr("vM", *name) ? NAME_VALUE : NAME_UNKNOWN;
}

// One letter per item: # directive, T type, F function, D declaration, S statement, E expression.
static void describe(const char *text, struct str *out)
{
	struct tokens tokens;
	struct items items;

	tokens_init(&tokens, text, strlen(text));
	items_init(&items, &tokens, classify, NULL);
	for (size_t i = 0; i < items.cnt; i++)
		str_putc(out, "#TFDSE"[items.items[i].kind]);
	items_release(&items);
	tokens_release(&tokens);
}

static void test_items_have_kinds(void **state)
{
	static const struct {
		const char *text, *kinds;
	} cases[] = {
	    {"", ""},
	    {";;", ""},
	    {"1", "E"},
	    {"1;", "S"},
	    {"int a;", "D"},
	    {"int a, *b = &a, c[3] = {1, 2};", "D"},
	    {"int a; a", "DE"},
	    {"int f(int n);", "D"},
	    {"int f(int n) { return n; }", "F"},
	    {"int f(void) { return 1; } f()", "FE"},
	    {"int f(a, b) int a; char b; { return a; }", "F"},
	    {"f(a) int a; { return a; }", "F"},
	    {"main() { return 0; }", "F"},
	    {"int (*f(int n))(int) { return 0; }", "F"},
	    {"int (*f)(int) = 0;", "D"},
	    {"__attribute__((noinline)) int f(void) { return 1; }", "F"},
	    {"int f(void) __attribute__((const)) ;", "D"},
	    {"struct s { int a; };", "T"},
	    {"struct s;", "T"},
	    {"struct s { int a; } s;", "D"},
	    {"struct { int a; } s = {1};", "D"},
	    {"struct s { int a; } f(void) { }", "F"},
	    {"enum { A, B = (1, 2) };", "T"},
	    {"typedef int U; U x; U * y;", "TDD"},
	    {"typedef struct n { struct n *next; } n; n list;", "TD"},
	    {"_Static_assert(1, \"\");", "T"},
	    {"T x;", "D"},
	    {"T *x;", "D"},
	    {"T * x", "D"},
	    {"v * x;", "S"},
	    {"v * x", "E"},
	    {"v(x);", "S"},
	    {"unknown x;", "D"},
	    {"unknown *x;", "D"},
	    {"unknown * x", "E"},
	    {"int v2; v2 * x;", "DS"},
	    {"f(x);", "S"},
	    {"f(x)", "E"},
	    {"(int)x", "E"},
	    {"(T)x;", "S"},
	    {"sizeof x", "E"},
	    {"sizeof(T);", "S"},
	    {"*p = 1;", "S"},
	    {"{ int a; }", "S"},
	    {"if (a) b; else c;", "S"},
	    {"if (a) { b; } else if (c) { d; } e", "SE"},
	    {"for (int i = 0; i < 3; i++) f(i);", "S"},
	    {"for (;;) { } while (1) ; x", "SSE"},
	    {"do a; while (b); c", "SE"},
	    {"switch (a) { case 1: b; default: c; }", "S"},
	    {"again: a++; goto again;", "SS"},
	    {"end: a", "SE"},
	    {"a: b: c", "SE"},
	    {"return 1;", "S"},
	    {"a ? b : c", "E"},
	    {"M(i, 3) { f(); }", "S"},
	    {"M(i, 3) f(); x", "SE"},
	    {"#define A 1\nA", "#E"},
	    {"#define U int\nU x;", "#D"},
	    {"#define W T\nW x;", "#D"},
	    {"#include <a.h>\nint a;", "#D"},
	    {"int a = ({ int b; b; }); c", "DE"},
	    {"extern int a; static double b; register T c;", "DDD"},
	    {"__typeof__(v) a;", "D"},
	    {"_Alignas(16) int a;", "D"},
	    {"asm(\"nop\");", "S"},
	    {"if (a) if (b) c; else d; else e; f", "SE"},
	    {"if (a) do b; while (c); else d; e", "SE"},
	    {"do if (a) b; else c; while (d); e", "SE"},
	    {"do do a; while (b); while (c); d", "SE"},
	    {"else a; b", "SE"},
	    {"_Pragma(\"x\") for (;;) { a; b; } c", "SE"},
	    {"for (;;)\n#pragma x\nfor (;;) { a; b; } c", "SE"},
	    {"v\n#undef v", "E#"},
	    {"v\n#undef v\n#define v 1", "E##"},
	    {"int *__attribute__((unused)) f(void) { return 0; } 1", "FE"},
	    {"_Atomic(int) a; _Atomic int b; __thread int c;", "DDD"},
	    {"int (*(*f)(int))(int), (*g[3])(void); int (*h(void))(int) { return 0; }", "DF"},
	    {"char *pick(list, i) char **list; int i; { return list[i]; } 1", "FE"},
	    {"case 1 ... 3: a; default: b; c", "SSE"},
	    {"auto a = 3; __auto_type b = 4; const auto c = 5;", "DDD"},
	    {"typeof(int *) a; _BitInt(7) b;", "DD"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = {0};

		describe(cases[i].text, &out);
		if (strcmp(str_text(&out), cases[i].kinds) != 0)
			fail_msg("%s: %s, not %s", cases[i].text, str_text(&out), cases[i].kinds);
		str_release(&out);
	}
}

static void test_broken_texts_are_split_without_harm(void **state)
{
	static const char *const texts[] = {
	    "}",
	    ")",
	    "(",
	    "{",
	    "int",
	    "int (",
	    "int a = {",
	    "struct",
	    "struct {",
	    "enum { A",
	    "if",
	    "if (",
	    "else",
	    "do",
	    "do x while",
	    "case",
	    "goto",
	    "typedef",
	    "f(",
	    "f() {",
	    "a[",
	    "#",
	    "#define",
	    "int f(a) int a",
	    "__attribute__((",
	    "int *",
	    "= 1;",
	    ":",
	    "? :",
	    "a: ",
	    "case 1:",
	    "int f(void) {",
	    "for (;;",
	    "struct s { int",
	    "_Static_assert",
	    "int a,",
	    "int a[",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct str out = {0};

		describe(texts[i], &out);
		assert_true(out.len > 0);
		str_release(&out);
	}
}

static void test_declarators_have_names_and_initialisers(void **state)
{
	static const char text[] = "static const int *a = &b, (*c)(int), d[2][3] = {{1}}, e(void);";
	static const struct {
		const char *name;
		bool has_init, is_function;
	} expected[] = {
	    {"a", true, false}, {"c", false, false}, {"d", true, false}, {"e", false, true}};
	struct tokens tokens;
	struct items items;

	(void)state;
	tokens_init(&tokens, text, strlen(text));
	items_init(&items, &tokens, NULL, NULL);
	assert_int_equal(items.cnt, 1);
	assert_true(items.items[0].is_static);
	assert_int_equal(items.items[0].declarator_cnt, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct declarator *d = &items.items[0].declarators[i];

		assert_true(token_is(&tokens, d->name, expected[i].name));
		assert_int_equal(d->init != NO_TOKEN, expected[i].has_init);
		assert_int_equal(d->is_function, expected[i].is_function);
	}
	items_release(&items);
	tokens_release(&tokens);
}

static void test_macros_are_read_from_their_line(void **state)
{
	struct macro_parts parts;

	(void)state;
	assert_true(directive_define("# define MAX(a, b) a", 20, &parts));
	assert_int_equal(parts.name_len, 3);
	assert_memory_equal(parts.name, "MAX", 3);
	assert_true(parts.has_parameters);
	assert_int_equal(parts.body_len, 2);
	assert_true(directive_define("#define A (1)", 13, &parts));
	assert_false(parts.has_parameters);
	assert_true(directive_define("#define A", 9, &parts));
	assert_int_equal(parts.body_len, 0);
	assert_false(directive_define("#define", 7, &parts));
	assert_false(directive_define("#undef A", 8, &parts));
	assert_false(directive_define("#", 1, &parts));
	assert_true(directive_define("#define A(", 10, &parts));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_items_have_kinds),
	    cmocka_unit_test(test_broken_texts_are_split_without_harm),
	    cmocka_unit_test(test_declarators_have_names_and_initialisers),
	    cmocka_unit_test(test_macros_are_read_from_their_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
