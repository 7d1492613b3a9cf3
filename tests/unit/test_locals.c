// tests/unit/test_locals.c - marks change no code, and say where locals are
// (jit/local/local_marks.h).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include <dwarf.h>
#include <libtcc.h>
#include <stdlib.h>

#include "jit/local/local_location.h"
#include "jit/local/local_marks.h"
#include "jit/local/local_places.h"
#include "jit/local/locals.h"
#include "jit/compiler/object_file.h"

static struct symbols symbols;

// Compiles a text with libtcc into an object.
static void compile(const char *text, struct str *object)
{
	int fd = memfd_create("object", MFD_CLOEXEC);
	TCCState *tcc = tcc_new();
	char path[64], buf[4096];
	ssize_t n;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	tcc_set_output_type(tcc, TCC_OUTPUT_OBJ);
	assert_int_equal(tcc_compile_string(tcc, text), 0);
	assert_int_equal(tcc_output_file(tcc, path), 0);
	tcc_delete(tcc);
	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, buf, sizeof buf)) > 0)
		str_add(object, buf, (size_t)n);
	close(fd);
}

// Gives the code of a text's first section, which its function f begins.
static const char *code_of(const struct str *object, size_t *len)
{
	struct object_file file;
	struct err err = {0};
	const char *code;

	assert_int_equal(object_file_init(&file, object->data, object->len, &err), 0);
	code = (const char *)object_content(&file, object_section(&file, ".text"), len);
	object_file_release(&file);
	assert_non_null(code);
	return code;
}

// Marks f of a text. Returns false when its text, or its code, cannot be followed.
static bool mark(const char *text, struct local_marks *marks, struct local_places *places)
{
	struct str plain = {0}, marked = {0};
	const char *code;
	size_t len;
	bool is_good = local_marks_init(marks, &symbols, text, "f");

	*places = (struct local_places){0};
	if (!is_good)
		return false;
	compile(text, &plain);
	compile(str_text(&marks->text), &marked);
	code = code_of(&plain, &len);
	is_good = local_places_init(places, &marked, "f", code, len, marks->mark_cnt);
	str_release(&plain);
	str_release(&marked);
	return is_good;
}

static const char *const functions[] = {
    "int f(int a, double b, char *c) { int d = a; return d + (int)b + *c; }",
    "int f(int n) { int s = 0; for (int i = 0; i < n; i++) s += i; return s; }",
    "int f(int n) { int s = 0; for (int i = 0, *p = &s; i < n; i++) { int q = *p; s += q; } "
    "return s; }",
    "int f(int n) { int s = 0; for (;;) { if (n--) break; else s++; } return s; }",
    "int f(int n) { while (n) if (n > 3) n -= 2; else n--; return n; }",
    "int f(int n) { do { int k = n; n = k / 2; } while (n > 1); return n; }",
    "int f(int n) { switch (n) { int x; case 1: x = 2; return x; case 2: { int y = 3; n = y; } "
    "break; default: n = 9; } return n; }",
    "int f(int n) { if (n) goto out; { int k = n; n += k; } out: return n; }",
    "int f(int n) { if (n) return 1; else if (n > 2) { int z = 4; return z; } return 2; }",
    "struct s { double d[5]; }; double f(struct s a, struct s b) { struct s c = a; char t[] = "
    "\"text\"; return c.d[1] + b.d[2] + t[0]; }",
    "int f(int n) { int v[n]; for (int i = 0; i < n; i++) { int w[i + 1]; w[0] = i; v[i] = w[0]; "
    "} int last = v[0]; return last; }",
    "long double f(long double x, float y) { register int r = 3; static int s; volatile short t "
    "= 4; s++; return x + y + r + t; }",
    "int (*f(int a))(int) { int (*g)(int) = 0; int b = a; return b ? g : 0; }",
    "int f(int n) { int m = ({ int n = 4; n + 1; }); return m + n; }",
    "int f(int n) { typedef struct { int a, b; } pair; pair p = {n, 2}; enum { A, B } e = B; "
    "return p.a + e; }",
    "#define EACH(i, n) for (int i = 0; i < n; i++)\nint f(int n) { int s = 0; EACH(i, n) { s += "
    "i; } EACH(j, n) s++; return s; }",
    "int f(int a[10], int n) { for (int i = 0; i < n; i++) for (int j = 0; j < i; j++) a[i] += "
    "a[j] ? 1 : 2; return a[0]; }",
    "void f(void) { }",
    "int f(int n) {\n#line 7 \"In[3]\"\n int k = n;\n#define X 3\n return k + X; }",
};

static void code_is_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		struct local_marks marks;
		struct local_places places;

		if (!mark(functions[i], &marks, &places))
			fail_msg("not the same: %s", functions[i]);
		assert_true(marks.mark_cnt > 0 || !marks.cnt);
		local_places_release(&places);
		local_marks_release(&marks);
	}
}

// Other code is refused.
static void other_code_is_refused(void **state)
{
	static const char text[] = "int f(int n) { int k = n + 1; return k; }";
	struct local_marks marks;
	struct local_places places;
	struct str plain = {0}, marked = {0};
	char *code;
	size_t len;

	(void)state;
	assert_true(local_marks_init(&marks, &symbols, text, "f"));
	compile("int f(int n) { int k = n + 2; return k; }", &plain);
	compile(str_text(&marks.text), &marked);
	code = (char *)code_of(&plain, &len);
	assert_false(local_places_init(&places, &marked, "f", code, len, marks.mark_cnt));
	local_places_release(&places);
	assert_false(local_places_init(&places, &marked, "f", code, 3, marks.mark_cnt));
	local_places_release(&places);
	assert_false(local_places_init(&places, &plain, "g", code, len, marks.mark_cnt));
	local_places_release(&places);
	local_marks_release(&marks);
	str_release(&plain);
	str_release(&marked);
}

// A damaged object is refused, or read within its bounds.
static void damaged_objects(void **state)
{
	struct local_marks marks;
	struct str marked = {0};
	char *code;
	size_t len;

	(void)state;
	assert_true(local_marks_init(&marks, &symbols, functions[2], "f"));
	compile(str_text(&marks.text), &marked);
	for (size_t i = 0; i < marked.len; i++) {
		struct str damaged = {0};
		struct local_places places;

		str_add(&damaged, marked.data, marked.len);
		damaged.data[i] ^= (char)0xff;
		code = (char *)code_of(&marked, &len);
		local_places_init(&places, &damaged, "f", code, len, marks.mark_cnt);
		local_places_release(&places);
		str_release(&damaged);
	}
	local_marks_release(&marks);
	str_release(&marked);
}

// What cannot be followed is left alone.
static void left_alone(void **state)
{
	static const char *const texts[] = {
	    "int f(a) int a; { return a; }",
	    "int g(int a) { return a; }",
	    "int f(int a) { if (({ int b = a; b; })) return 1; return 2; }",
	    "int f(int a) { else a = 3; return a; }",
	    "int f(int a) { return a",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct local_marks marks;

		assert_false(local_marks_init(&marks, &symbols, texts[i], "f"));
		local_marks_release(&marks);
	}
}

// --- what a name means ----------------------------------------------------------------------

static const struct local_var *find_var(const struct local_marks *marks, const char *name, int nth)
{
	for (size_t i = 0; i < marks->cnt; i++)
		if (!strcmp(marks->vars[i].name, name) && nth-- == 0)
			return &marks->vars[i];
	fail_msg("no %s", name);
	abort();
}

static void ranges_and_sizes(void **state)
{
	static const char text[] = "int f(char a[9], int n) { int s = 1; { double n = 2; s += n; } "
				   "for (short n = 0; n < 3; n++) s++; return s + n; }";
	struct local_marks marks;
	struct local_places places;
	const struct local_var *outer, *inner, *loop;

	(void)state;
	if (!mark(text, &marks, &places)) {
		fail_msg("the code is another");
		return;
	}
	outer = find_var(&marks, "n", 0);
	inner = find_var(&marks, "n", 1);
	loop = find_var(&marks, "n", 2);
	assert_int_equal(outer->end, 0);
	assert_true(inner->begin < inner->end && inner->end <= loop->begin);
	assert_int_equal(places.items[outer->begin - 1].size_bytes, 4);
	assert_int_equal(places.items[inner->begin - 1].size_bytes, 8);
	assert_int_equal(places.items[loop->begin - 1].size_bytes, 2);
	assert_int_equal(places.items[find_var(&marks, "a", 0)->begin - 1].size_bytes, 8);
	assert_true(local_places_byte(&places, inner->end) <=
		    local_places_byte(&places, loop->begin));
	assert_true(places.items[outer->begin - 1].frame_byte < 0);
	local_places_release(&places);
	local_marks_release(&marks);
}

// --- text -----------------------------------------------------------------------------------

static void add_text(struct locals_text *text, const char *name, const char *string)
{
	struct value_object object = {.value = {.kind = VALUE_STRING,
						.type = (char *)"char [9]",
						.bytes = (char *)string,
						.len = strlen(string),
						.address = 1,
						.unit = VALUE_CHAR,
						.target = VALUE_NO_TARGET}};
	struct values values = {.objects = &object, .cnt = 1};

	locals_add(text, name, &values);
}

static void texts_are_bounded(void **state)
{
	struct locals_text text = {0};
	struct str escapes = {0}, wide = {0};

	(void)state;
	for (int i = 0; i < 100; i++) {
		str_puts(&escapes, "\033");
		str_puts(&wide, "\xc3\xa9");
	}
	add_text(&text, "a", "short");
	add_text(&text, "b", escapes.data);
	add_text(&text, "c", wide.data);
	locals_add(&text, "d", NULL);
	for (int i = 0; i < 10; i++)
		add_text(&text, "more", "m");
	locals_end(&text);
	assert_null(strchr(text.out.data, '\033'));
	assert_non_null(strstr(text.out.data, "    a = \"short\", b = \"\\033\\033"));
	assert_non_null(strstr(text.out.data, "\\033\"...,\n    c = \""));
	assert_non_null(strstr(text.out.data, "\xc3\xa9\"...,"));
	assert_non_null(strstr(text.out.data, "d = <optimized out>"));
	assert_non_null(strstr(text.out.data, "more = \"m\" and 2 more\n"));
	str_release(&text.out);
	str_release(&escapes);
	str_release(&wide);
}

// --- locations ------------------------------------------------------------------------------

// Registers 3 (rbx) and 6 (rbp) are known, and eight bytes at 0x1000 of the stack.
static bool locate(const Dwarf_Op *ops, size_t cnt, struct location *location)
{
	static char vectors[16 * SHOT_VECTOR_BYTES];
	const struct shot shot = {
	    .registers = {[3] = 30, [6] = 0x1000}, .known = 1u << 3 | 1u << 6, .vectors = vectors};
	static const uint64_t own = 77;
	const struct peek peek = {.pid = getpid(),
				  .stack = {.address = 0x1000,
					    .size_bytes = sizeof own,
					    .end = 0x2000,
					    .copy_address = (uintptr_t)&own}};
	const struct location_frame frame = {
	    .shot = &shot, .peek = &peek, .has_base = true, .base = 0x1008};

	vectors[SHOT_VECTOR_BYTES] = 9;
	return location_evaluate(&frame, NULL, ops, cnt, location);
}

static uint64_t number_of(const struct location *location)
{
	uint64_t number;

	memcpy(&number, location->bytes, sizeof number);
	return number;
}

static void locations_are_evaluated(void **state)
{
	static const Dwarf_Op in_frame[] = {{DW_OP_fbreg, (Dwarf_Word)-8, 0, 0}};
	static const Dwarf_Op computed[] = {{DW_OP_breg3, 2, 0, 0},
					    {DW_OP_lit4, 0, 0, 0},
					    {DW_OP_mul, 0, 0, 0},
					    {DW_OP_stack_value, 0, 0, 0}};
	static const Dwarf_Op loaded[] = {
	    {DW_OP_breg6, 0, 0, 0}, {DW_OP_deref, 0, 0, 0}, {DW_OP_stack_value, 0, 0, 0}};
	static const Dwarf_Op pieces[] = {{DW_OP_reg3, 0, 0, 0},
					  {DW_OP_piece, 4, 0, 0},
					  {DW_OP_breg6, 0, 0, 0},
					  {DW_OP_piece, 4, 0, 0}};
	static const Dwarf_Op vector[] = {{DW_OP_reg18, 0, 0, 0}};
	struct location location;

	(void)state;
	assert_true(locate(in_frame, 1, &location));
	assert_true(location.is_in_memory && location.address == 0x1000);
	assert_true(locate(computed, 4, &location));
	assert_int_equal(number_of(&location), 128);
	assert_true(locate(loaded, 3, &location));
	assert_int_equal(number_of(&location), 77);
	assert_true(locate(pieces, 4, &location));
	assert_int_equal(number_of(&location), 30 | (uint64_t)77 << 32);
	assert_true(locate(vector, 1, &location));
	assert_int_equal(number_of(&location), 9);
}

static void uncertain_locations(void **state)
{
	static const Dwarf_Op programs[][3] = {
	    {{DW_OP_reg0, 0, 0, 0}},                          // it is not known
	    {{DW_OP_breg0, 8, 0, 0}},                         // nor what it leads to
	    {{DW_OP_entry_value, 1, 0, 0}},                   // needs the caller's
	    {{DW_OP_GNU_entry_value, 1, 0, 0}},               // the same
	    {{DW_OP_implicit_pointer, 1, 0, 0}},              // to what is nowhere
	    {{DW_OP_call_frame_cfa, 0, 0, 0}},                // of no frame
	    {{DW_OP_plus, 0, 0, 0}},                          // of nothing
	    {{DW_OP_breg6, 8, 0, 0}, {DW_OP_deref, 0, 0, 0}}, // overwritten by now
	    {{DW_OP_lit0, 0, 0, 0}, {DW_OP_deref, 0, 0, 0}},  // no memory
	    {{DW_OP_breg6, 0, 0, 0}, {DW_OP_deref_size, 9, 0, 0}},
	    {{DW_OP_lit1, 0, 0, 0}, {DW_OP_stack_value, 0, 0, 0}, {DW_OP_piece, 99, 0, 0}},
	};
	struct location location;

	(void)state;
	assert_false(locate(programs[0], 0, &location));
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
		size_t cnt = 1;

		while (cnt < 3 && programs[i][cnt].atom)
			cnt++;
		if (locate(programs[i], cnt, &location))
			fail_msg("program %zu has a result", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(code_is_the_same),        cmocka_unit_test(other_code_is_refused),
	    cmocka_unit_test(damaged_objects),         cmocka_unit_test(left_alone),
	    cmocka_unit_test(ranges_and_sizes),        cmocka_unit_test(texts_are_bounded),
	    cmocka_unit_test(locations_are_evaluated), cmocka_unit_test(uncertain_locations),
	};

	symbols_init(&symbols);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
