// tests/unit/runner/test_object.c - how the second compiler's objects are read
// (jit/runner/object.c).
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "jit/runner/object.h"

// Compiles a text with the machine's gcc.
static void compile(const char *text, struct str *object)
{
	char folder[] = "/tmp/cicle-object-XXXXXX";
	char command[256], buf[4096];
	FILE *pipe, *file;
	size_t n;

	assert_non_null(mkdtemp(folder));
	snprintf(command, sizeof command,
		 "gcc -x c -c -O2 -fPIC -ftls-model=local-exec -o %s/x.o -", folder);
	pipe = popen(command, "w");
	fputs(text, pipe);
	assert_int_equal(pclose(pipe), 0);
	snprintf(command, sizeof command, "%s/x.o", folder);
	file = fopen(command, "rb");
	while ((n = fread(buf, 1, sizeof buf, file)) > 0)
		str_add(object, buf, n);
	fclose(file);
	unlink(command);
	rmdir(folder);
}

static const struct object_symbol *find(const struct object *object, const char *name)
{
	for (size_t i = 0; i < object->symbol_cnt; i++)
		if (!strcmp(object->symbols[i].name, name))
			return &object->symbols[i];
	fail_msg("no symbol '%s'", name);
	return NULL;
}

static void test_needed_symbols_are_listed(void **state)
{
	struct str bytes = {0};
	struct object object;
	struct err err = {0};

	(void)state;
	compile("int puts(const char *); extern int shared; extern _Thread_local int mine;\n"
		"int f(void) { puts(\"x\"); return shared + mine; }\n",
		&bytes);
	assert_int_equal(object_init(&object, (unsigned char *)bytes.data, bytes.len, &err), 0);
	assert_true(find(&object, "puts")->is_called);
	assert_false(find(&object, "puts")->is_thread_local);
	assert_false(find(&object, "shared")->is_called);
	assert_true(find(&object, "mine")->is_thread_local);
	assert_false(object.needs_exec_stack);
	assert_int_equal(object.start_cnt, 1);
	assert_int_equal(object.starts[0], object.function_byte);
	object_release(&object);
	str_release(&bytes);
}

static void test_nested_functions_need_code_on_the_stack(void **state)
{
	struct str bytes = {0};
	struct object object;
	struct err err = {0};

	(void)state;
	compile("int g(int (*f)(void)); int h(int x) { int n(void) { return x; } return g(n); }\n",
		&bytes);
	assert_int_equal(object_init(&object, (unsigned char *)bytes.data, bytes.len, &err), 0);
	assert_true(object.needs_exec_stack);
	object_release(&object);
	str_release(&bytes);
}

// What an object that was compiled from this needs when functions keep the stubs' addresses: each
// symbol f once as the definition that calls reach, once as the stub.
#define OWN_FUNCTIONS                                                       \
	"extern __typeof__(int(int)) f __asm__(\"cicle_fn_f\") "            \
	"__attribute__((visibility(\"hidden\"))); __asm__(\".globl f\");\n" \
	"int f(int n) { return n > 1 ? f(n - 1) * f(n - 2) : 1; }\n"

static void test_addresses_are_the_stubs_and_calls_are_not(void **state)
{
	static const char *const texts[] = {
	    OWN_FUNCTIONS,
	    OWN_FUNCTIONS "void *g(void) { return (void *)f; }\n",
	    OWN_FUNCTIONS "int (*const table[])(int) = {f};\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct str bytes = {0};
		struct object object;
		struct err err = {0};

		compile(texts[i], &bytes);
		object_keep_addresses((unsigned char *)bytes.data, bytes.len, "cicle_fn_");
		assert_int_equal(object_init(&object, (unsigned char *)bytes.data, bytes.len, &err),
				 0);
		assert_false(find(&object, "f")->is_called);
		assert_int_equal(find(&object, "f")->is_direct, i == 1);
		assert_string_equal(object.function, "cicle_fn_f");
		object_release(&object);
		str_release(&bytes);
	}
}

static void test_what_is_no_object_is_refused(void **state)
{
	unsigned char zeros[256] = {0};
	struct object object;
	struct err err = {0};

	(void)state;
	assert_int_equal(object_init(&object, zeros, sizeof zeros, &err), -1);
	assert_int_equal(object_init(&object, zeros, 3, &err), -1);
}

// Every cut and every changed byte gives an error or an answer, never a read outside.
static void test_damaged_objects_are_survived(void **state)
{
	struct str bytes = {0};
	struct object object;

	(void)state;
	compile("extern _Thread_local int mine; int f(void) { return mine; }\n", &bytes);
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char *copy = malloc(bytes.len);
		struct err err = {0};

		assert_non_null(copy);
		memcpy(copy, bytes.data, bytes.len);
		copy[i] ^= 0xff;
		object_keep_addresses(copy, bytes.len, "");
		if (!object_init(&object, copy, bytes.len, &err))
			object_release(&object);
		memcpy(copy, bytes.data, bytes.len);
		object_keep_addresses(copy, i, "");
		err = (struct err){0};
		if (!object_init(&object, copy, i, &err))
			object_release(&object);
		free(copy);
	}
	str_release(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_needed_symbols_are_listed),
	    cmocka_unit_test(test_nested_functions_need_code_on_the_stack),
	    cmocka_unit_test(test_addresses_are_the_stubs_and_calls_are_not),
	    cmocka_unit_test(test_what_is_no_object_is_refused),
	    cmocka_unit_test(test_damaged_objects_are_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
