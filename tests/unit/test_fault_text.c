// tests/unit/test_fault_text.c - faults in words, and hints.
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "jit/fault_text.h"

static struct fault_facts facts_of(const char *text, uint32_t line, uint64_t address)
{
	return (struct fault_facts){
	    .signal = SIGSEGV,
	    .code = SEGV_MAPERR,
	    .address = address,
	    .access = FAULT_READ,
	    .detail = "",
	    .function = "",
	    .text = text,
	    .line = line,
	    .repeated = "",
	};
}

static void assert_described(const struct fault_facts *facts, const char *expected)
{
	struct str ename = {0}, evalue = {0};

	fault_describe(facts, &ename, &evalue);
	assert_string_equal(evalue.data, expected);
	str_release(&ename);
	str_release(&evalue);
}

static void assert_hint(const struct fault_facts *facts, const char *expected)
{
	struct str out = {0};

	fault_hint(facts, &out);
	if (*expected)
		assert_non_null(strstr(str_text(&out), expected));
	else
		assert_int_equal(out.len, 0);
	str_release(&out);
}

static void test_pointer_of_line(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
	    {"int f(struct n *p) { return p->x; }", " through `p`, a null `struct n *`"},
	    {"int f(const char *p) { return *p; }", " through `p`, a null `const char *`"},
	    {"int f(int **p) { return p[0][1]; }", " through `p`, a null `int **`"},
	    {"int f(int i) { int v[3]; return v[i]; }", ""},
	    {"int f(int v[3]) { return v[0]; }", " through `v`, which is null"},
	    {"x = p->q->r;", ""},
	    {"x = a.b->c;", " through `a.b`, which is null"},
	    {"x = 2 * y;", ""},
	    {"x = a[1] + b[2];", ""},
	    {"int *p = 0;", ""},
	    {"if (ok) return *p;", " through `p`, which is null"},
	    {"x = strlen(s);", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fault_facts facts = facts_of(cases[i].text, 1, 8);
		struct str expected = {0};

		str_printf(&expected, "segmentation fault: read of address 0x8%s",
			   cases[i].expected);
		assert_described(&facts, expected.data);
		str_release(&expected);
	}
}

static void test_kinds(void **state)
{
	struct fault_facts facts = facts_of(NULL, 0, 0x123456);

	(void)state;
	assert_described(&facts, "segmentation fault: read of address 0x123456");
	facts.access = FAULT_WRITE;
	facts.function = "f";
	assert_described(&facts, "segmentation fault in f(): write to address 0x123456");
	facts.code = SI_KERNEL;
	assert_described(&facts, "segmentation fault in f(): access to an address that no memory "
				 "can have");
	facts.code = SI_USER;
	assert_described(&facts, "segmentation fault in f()");
	facts.detail = "stack overflow";
	assert_described(&facts, "stack overflow in f()");
	facts = facts_of(NULL, 0, 0);
	facts.signal = SIGFPE;
	facts.code = FPE_INTDIV;
	assert_described(&facts, "integer division by zero");
	facts.signal = (uint32_t)SIGRTMIN + 1;
	assert_described(&facts, "signal 35 (Real-time signal 1)");
}

static void test_hints(void **state)
{
	struct fault_facts facts = facts_of("int *p = malloc(9);\np[1] = 3;", 2, 4);

	(void)state;
	assert_hint(&facts, "malloc() gives NULL when it fails: check `p`");
	facts = facts_of("p[1] = 3;", 1, 0x7f0000000000);
	assert_hint(&facts, "is the index within `p`?");
	facts = facts_of("x = p->y;", 1, 0x7f0000000000);
	assert_hint(&facts, "does `p` still point to something?");
	facts = facts_of("scanf(\"%d\", n);", 1, 0);
	assert_hint(&facts, "scanf() stores through pointers");
	facts = facts_of("x = y;", 1, 0);
	assert_hint(&facts, "");
	facts.detail = "stack overflow";
	facts.repeated = "f";
	assert_hint(&facts, "f() calls itself");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_pointer_of_line),
	    cmocka_unit_test(test_kinds),
	    cmocka_unit_test(test_hints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
