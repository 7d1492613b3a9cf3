// tests/unit/test_size.c - sizes that jit/read/size.c tells, and those that it leaves to the
// compiler.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "jit/read/size.h"

// size_bytes, align_bytes and item_cnt of the last object; all 0 when they are not known.
static void check(const char *text, uint64_t size, uint64_t align, uint64_t item_cnt)
{
	struct cell_object object = {0};
	struct tokens tokens;
	struct items items;

	tokens_init(&tokens, text, strlen(text));
	items_init(&items, &tokens, NULL, NULL);
	object.item = &items.items[items.cnt - 1];
	object.declarator = &object.item->declarators[object.item->declarator_cnt - 1];
	object.tokens = &tokens;
	size_guess(&object);
	if (object.is_size_known != (size != 0) || (size && object.size.size_bytes != size) ||
	    (size && object.size.align_bytes != align) || object.size.item_cnt != item_cnt)
		fail_msg("%s: %d, %llu, %llu, %llu", text, object.is_size_known,
			 (unsigned long long)object.size.size_bytes,
			 (unsigned long long)object.size.align_bytes,
			 (unsigned long long)object.size.item_cnt);
	items_release(&items);
	tokens_release(&tokens);
}

static void test_plain_sizes_are_told(void **state)
{
	(void)state;
	check("int a;", 4, 4, 0);
	check("static unsigned long long a = 3;", 8, 8, 0);
	check("const char a;", 1, 1, 0);
	check("long double a;", sizeof(long double), sizeof(long double), 0);
	check("struct s *a;", 8, 8, 0);
	check("int **a[3];", 24, 8, 0);
	check("char a[40];", 40, 1, 0);
	check("double a[2][3];", 48, 8, 0);
	check("int a[] = {1, 2, 3};", 12, 4, 3);
	check("int a[] = {1, (2, 3), -4,};", 12, 4, 3);
	check("int a[][2] = {1, 2};", 0, 0, 0);
	check("char a[] = \"abc\";", 4, 1, 4);
}

static void test_other_sizes_are_left(void **state)
{
	static const char *const texts[] = {
	    "struct s a;",
	    "T a;",
	    "int a[N];",
	    "int a[2 + 3];",
	    "int a[010];",
	    "int a[5u];",
	    "int a[0];",
	    "int a[99999][99999];",
	    "int a[] = {[3] = 1};",
	    "int a[] = {LIST};",
	    "int a[] = {};",
	    "char a[] = {\"abc\"};",
	    "char a[] = \"a\" \"b\";",
	    "char a[] = \"\\n\";",
	    "int a[] = L\"abc\";",
	    "char a[][3] = {\"ab\"};",
	    "int (*a)[3];",
	    "int (*a)(void);",
	    "int a __attribute__((aligned(16)));",
	    "int *const a;",
	    "_Alignas(16) int a;",
	    "_Complex double a;",
	    "__int128 a;",
	    "int a[];",
	    "int a[] = 5;",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		check(texts[i], 0, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_plain_sizes_are_told),
	    cmocka_unit_test(test_other_sizes_are_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
