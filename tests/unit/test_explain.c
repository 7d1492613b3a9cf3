// tests/unit/test_explain.c - jit/compiler/explain.c: advice on what the compilers' messages miss.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "jit/compiler/explain.h"

// Defines a macro, so that its name means something.
static void define(struct symbols *symbols, const char *name)
{
	struct decl *decl = symbols_decl(symbols, DECL_MACRO, "#define X 1", 11, false);

	symbols_define(symbols, symbols_name(symbols, name, strlen(name)), SPACE_MACRO, decl);
}

static void test_advice(void **state)
{
	static const struct {
		const char *messages, *advice; // "": none
	} cases[] = {
	    {"In[1]:1: error: ';' expected", ""},
	    {"In[1]:1: warning: implicit declaration of function 'sqrt'",
	     "'sqrt' is declared in <math.h>: add #include <math.h>"},
	    {"In[1]:1: error: 'NULL' undeclared", "'NULL' is declared in <stddef.h>"},
	    {"In[1]:1: error: 'cuonter' undeclared", "did you mean 'counter'?"},
	    {"In[1]:1: error: 'pritnf' undeclared", "did you mean 'printf' (#include <stdio.h>)?"},
	    {"In[1]:1: error: 'counter' undeclared", ""},
	    {"In[1]:1: error: 'q' undeclared", ""},
	    {"In[1]:1: error: 'sqlite3_open' undeclared",
	     "'sqlite3_open' is declared in <sqlite3.h>, of libsqlite3"},
	    {"In[1]:1: error: include file 'gsl/gsl_math.h' not found",
	     "<gsl/gsl_math.h> is in Debian's package libgsl-dev"},
	    {"In[1]:1:10: error: gsl/gsl_math.h: No such file or directory",
	     "<gsl/gsl_math.h> is in Debian's package libgsl-dev"},
	    {"In[1]:1: error: include file 'no.h' not found", ""},
	    {"In[1]:1:1: error: unknown type name 'uint32_t'",
	     "'uint32_t' is declared in <stdint.h>"},
	    {"tcc: error: undefined symbol 'gsl_no_such_name'",
	     "no installed library has 'gsl_no_such_name'; such names are those of libgsl"},
	    {"libx.so: undefined symbol: sqrtf", "'sqrtf' is declared in <math.h>"},
	    {"In[1]:1:5: error: use of undeclared identifier 'INT_MAX'",
	     "'INT_MAX' is declared in <limits.h>: add #include <limits.h>"},
	    {"In[1]:1:10: error: 'gsl/gsl_math.h' file not found",
	     "<gsl/gsl_math.h> is in Debian's package libgsl-dev"},
	    {"In[1]:1:10: error: 'omp.h' file not found",
	     "<omp.h> is in Debian's package gcc, for clang libomp-dev"},
	    {"error: undefined symbol '__kmpc_no_such_call'\nerror: undefined symbol "
	     "'__kmpc_no_such_other'\n",
	     "such names are those of libomp (Debian's package libomp-dev)"},
	    {"In[1]:2:9: error: function definition is not allowed here",
	     "clang has no nested functions; gcc has: begin the cell with %%jit --cc gcc"},
	    {"In[1]:1:1: error: use of undeclared identifier '_Float32'",
	     "clang has no _Float32 and its like"},
	    // gcc's and clang's own advice is enough.
	    {"error: use of undeclared identifier 'cuonter'; did you mean 'counter'?", ""},
	    {"warning: implicitly declaring library function 'sqrt' with type 'double (double)'\n"
	     "note: include the header <math.h> or explicitly provide a declaration for 'sqrt'",
	     ""},
	    {"a: 'INT_MAX' undeclared\nb: note: 'INT_MAX' is defined in header '<limits.h>'", ""},
	    {"error: '", ""},
	    {"undefined symbol '", ""},
	};
	struct symbols symbols;

	(void)state;
	symbols_init(&symbols);
	define(&symbols, "counter");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str advice = {0};

		explain_messages(&symbols, cases[i].messages, &advice);
		if (!strstr(str_text(&advice), cases[i].advice) ||
		    (!*cases[i].advice && advice.len))
			fail_msg("%s\n%s", cases[i].messages, str_text(&advice));
		str_release(&advice);
	}
	symbols_release(&symbols);
}

static void test_a_package_is_named_once(void **state)
{
	struct symbols symbols;
	struct str advice = {0};
	const char *first;

	(void)state;
	symbols_init(&symbols);
	explain_messages(&symbols,
			 "error: undefined symbol '__kmpc_no_such_call'\n"
			 "error: undefined symbol '__kmpc_no_such_other'\n",
			 &advice);
	first = strstr(str_text(&advice), "libomp");
	assert_non_null(first);
	assert_null(strstr(strchr(first, '\n'), "libomp"));
	str_release(&advice);
	symbols_release(&symbols);
}

static void test_each_name_is_explained_once(void **state)
{
	struct symbols symbols;
	struct str advice = {0};

	(void)state;
	symbols_init(&symbols);
	explain_messages(&symbols,
			 "warning: implicit declaration of function 'sin'\n"
			 "warning: implicit declaration of function 'sin'\n"
			 "error: undefined symbol 'sin'\n",
			 &advice);
	assert_non_null(strstr(str_text(&advice), "'sin'"));
	assert_null(strchr(strchr(advice.data, '\n') + 1, '\n'));
	str_release(&advice);
	symbols_release(&symbols);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_advice),
	    cmocka_unit_test(test_a_package_is_named_once),
	    cmocka_unit_test(test_each_name_is_explained_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
