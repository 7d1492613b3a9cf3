// tests/unit/test_expand.c - which macros of a cell are expanded, and that every line stays.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "jit/read/expand.h"
#include "jit/read/header.h"

// What the session knows: the macros of an earlier cell, and two types and an object.
static const char session[] = "#define GETTER(T, n) T get_##n(void) { return n; }\n"
			      "#define JOIN(a, b) a##b\n"
			      "#define SQUARE(x) ((x) * (x))\n"
			      "#define N 10\n"
			      "#define real double\n"
			      "#define node_t struct node\n"
			      "#define API static inline\n"
			      "#define EMPTY\n"
			      "#define UNUSED __attribute__((unused))\n"
			      "#define LIST X(A) X(B)\n"
			      "#define EACH(i) for (int i = 0; i < 3; i++)\n"
			      "#define STOP return;\n"
			      "#define begin {\n"
			      "#define end }\n"
			      "#define VAR name\n"
			      "typedef int T;\n"
			      "struct node { int n; };\n"
			      "extern int v;\n";

static void note_shadowed(void *ctx, struct name *name)
{
	str_printf(ctx, "%s;", name->text);
}

static char *expand_with(const char *text, struct str *shadowed)
{
	struct symbols symbols;
	struct tokens tokens;
	char *expanded;

	symbols_init(&symbols);
	header_index(&symbols, session, strlen(session));
	for (struct decl *decl = symbols.decls; decl; decl = decl->next)
		decl->is_of_cell = true;
	symbols_commit(&symbols);
	tokens_init(&tokens, text, strlen(text));
	expanded = expand_items(&symbols, &tokens, note_shadowed, shadowed);
	tokens_release(&tokens);
	symbols_release(&symbols);
	return expanded;
}

static void check(const char *text, const char *expected)
{
	struct str shadowed = {0};
	char *expanded = expand_with(text, &shadowed);

	assert_int_equal(shadowed.len, 0);
	if (expected)
		assert_string_equal(expanded, expected);
	else
		assert_null(expanded);
	free(expanded);
}

static void test_what_declares_is_expanded(void **state)
{
	(void)state;
	check("GETTER(int, w) x", "int get_w(void) { return w; }  x");
	check("int JOIN(a, b) = 1;", "int ab  = 1;");
	check("v; JOIN(T, a) *x;", "v; Ta  *x;");
	check("int VAR;", "int name ;");
	check("API int f(void);", "static inline  int f(void);");
	check("EMPTY int a UNUSED;", "  int a __attribute__((unused)) ;");
	check("int f(int a, int JOIN(b, 1));", "int f(int a, int b1 );");
	check("struct JOIN(a, b) x;", "struct ab  x;");
	check("T JOIN(a, b);", "T ab ;");
	check("foo * JOIN(a, b);", "foo * ab ;");
	check("EACH(i) EACH(j) v++;",
	      "for (int i = 0; i < 3; i++)  for (int j = 0; j < 3; j++)  v++;");
	check("if (v) STOP else STOP", "if (v) return;  else return; ");
	check("v = 1; STOP", "v = 1; return; ");
}

static void test_bodies_of_types_are_expanded(void **state)
{
	(void)state;
	check("#define X(n) n,\nenum e { LIST C = N };",
	      "#define X(n) n,\nenum e { A, B,  C = N };");
	check("#define X(n) int n;\nstruct s { LIST real r; int a[N]; };",
	      "#define X(n) int n;\nstruct s { int A; int B;  real r; int a[N]; };");
	check("struct s { GETTER(int, a) struct { int JOIN(b, c) : N; } d; };",
	      "struct s { int get_a(void) { return a; }  struct { int bc  : N; } d; };");
}

static void test_the_rest_is_left(void **state)
{
	static const char *const left[] = {
	    "SQUARE(2)",
	    "v = SQUARE(2);",
	    "int a = SQUARE(2), b[N], c[SQUARE(3)] = {SQUARE(1)};",
	    "real r; node_t *n; real f(real x);",
	    "int f(void) { GETTER(int, a); JOIN(a, b) = N; return SQUARE(2); }",
	    "GETTER",
	    "int (SQUARE)(int);",
	    "printf(\"%d\", JOIN(a, b));",
	    "v ? JOIN(a, b) : N;",
	    "enum e { A = N, B = SQUARE(2) };",
	    "{ EACH(i) v++; }",
	    "JOIN(a)",
	    "case_label: v = JOIN(a, b);",
	    "for (EACH(i);;) v++;",
	    "#define LOCAL 3\nint a[LOCAL];",
	    "#undef JOIN\nint JOIN(a, b);",
	};

	(void)state;
	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		check(left[i], NULL);
}

static void test_blocks_are_balanced(void **state)
{
	(void)state;
	check("int f(void) begin return SQUARE(2); end 1", "int f(void) {  return SQUARE(2); }  1");
	check("if (v) begin v++; end GETTER(int, a)",
	      "if (v) {  v++; }  int get_a(void) { return a; } ");
}

static void test_lines_stay(void **state)
{
	(void)state;
	check("GETTER(int, // one\n w\n)\nv", "int get_w(void) { return w; } \n\n\nv");
	check("#define A(x) \\\n int x; \\\n int x##2;\nA(a)\nv",
	      "#define A(x) \\\n int x; \\\n int x##2;\nint a; int a2; \nv");
}

static void test_a_macro_changes_with_the_text(void **state)
{
	(void)state;
	check("#define M int a;\nM\n#undef M\nM\n#define M int b;\nM",
	      "#define M int a;\nint a; \n#undef M\nM\n#define M int b;\nint b; ");
}

static void check_shadowed(const char *text, const char *names)
{
	struct str shadowed = {0};
	char *expanded = expand_with(text, &shadowed);

	assert_null(expanded);
	assert_string_equal(str_text(&shadowed), names);
	str_release(&shadowed);
}

static void test_declarations_shadow_old_macros(void **state)
{
	(void)state;
	check_shadowed("int N = 5;", "N;");
	check_shadowed("int a, *N;", "N;");
	check_shadowed("int SQUARE(int x) { return x; }", "SQUARE;");
	check_shadowed("int SQUARE(int x); int SQUARE(int x) { return x; }", "SQUARE;");
	check_shadowed("#define K 3\nint K;", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_declares_is_expanded),
	    cmocka_unit_test(test_bodies_of_types_are_expanded),
	    cmocka_unit_test(test_the_rest_is_left),
	    cmocka_unit_test(test_blocks_are_balanced),
	    cmocka_unit_test(test_lines_stay),
	    cmocka_unit_test(test_a_macro_changes_with_the_text),
	    cmocka_unit_test(test_declarations_shadow_old_macros),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
