// tests/unit/test_type.c - what jit/type/type.c reads from declarations, beside what the compiler
// does.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "jit/read/header.h"
#include "jit/type/type.h"

// The same text for the compiler and for the reader.
#define TEXT_OF(...) #__VA_ARGS__
#define SAME_TEXT(name, ...) \
	__VA_ARGS__          \
	static const char name[] = TEXT_OF(__VA_ARGS__);

// clang-format off
SAME_TEXT(declarations,
typedef unsigned char byte;
enum color { RED, GREEN = 5, BLUE, ALL = RED | GREEN | BLUE, NEXT = GREEN << 2 };
enum big { HUGE_VALUE = 0x100000000 };
struct point { int x, y; };
struct mixed { char a; double b; short c; byte d[3]; long double e; };
struct bits { unsigned a : 3; unsigned b : 30; unsigned : 0; unsigned char c : 4; int d; };
struct gap { char a; int : 4; long long b : 40; char c; };
union either { char c[5]; int i; struct point p; };
struct outer {
	char name[2 * sizeof(int) + 1];
	struct { short s; union { float f; char raw[6]; }; };
	struct point *next;
	struct point grid[2][ALL - 4];
	enum color color;
	int (*call)(struct point *, int);
	const char *words[4];
	_Bool flag;
};
struct flexible { int cnt; double items[]; };
typedef struct { byte tag; struct outer *up; } record;
typedef record *record_ptr;
struct nested { struct inner { char c; int i; } a; struct inner b[3]; };
)
// clang-format on

static const char objects[] = "extern struct outer thing; extern struct outer *things[3];"
			      "extern record_ptr make(int n); extern double scale;"
			      "extern struct point (*table)[4]; extern record all[10];"
			      "extern struct point *(*find)(int); extern int (*jump[5])(void);"
			      "extern unsigned char small; extern long wide; extern char *text;";

static struct symbols symbols;
static struct types types;

static int set_up(void **state)
{
	(void)state;
	symbols_init(&symbols);
	header_index(&symbols, declarations, sizeof declarations - 1);
	header_index(&symbols, objects, sizeof objects - 1);
	types_init(&types, &symbols, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	types_release(&types);
	symbols_release(&symbols);
	return 0;
}

struct expected_size {
	const char *type;
	size_t size, align;
};

#define SIZE(...)                                                           \
	{                                                                   \
#__VA_ARGS__, sizeof(__VA_ARGS__), __alignof__(__VA_ARGS__) \
	}

static void test_sizes_are_the_compilers(void **state)
{
	static const struct expected_size cases[] = {
	    SIZE(char),
	    SIZE(unsigned long int),
	    SIZE(long long unsigned),
	    SIZE(float),
	    SIZE(long double),
	    SIZE(_Bool),
	    SIZE(byte),
	    SIZE(struct point),
	    SIZE(struct mixed),
	    SIZE(struct bits),
	    SIZE(struct gap),
	    SIZE(union either),
	    SIZE(struct outer),
	    SIZE(struct flexible),
	    SIZE(record),
	    SIZE(record_ptr),
	    SIZE(struct nested),
	    SIZE(struct inner[7]),
	    SIZE(enum color),
	    SIZE(enum big),
	    SIZE(char(*)[20]),
	    SIZE(char *[20]),
	    SIZE(int (*[4])(void)),
	    SIZE(struct point[2][3]),
	    SIZE(const char *const *),
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct type *type =
		    type_of_expression(&types, cases[i].type, strlen(cases[i].type));
		uint64_t size = 0, align = 0;

		if (!type_layout(&types, type, &size, &align) || size != cases[i].size ||
		    align != cases[i].align)
			fail_msg("%s: %d, %d", cases[i].type, (int)size, (int)align);
	}
}

static void test_members_lie_where_the_compiler_puts_them(void **state)
{
#define OFFSET(type, name)                         \
	{                                          \
#type, #name, offsetof(type, name) \
	}
	static const struct {
		const char *type, *member;
		size_t offset;
	} cases[] = {
	    OFFSET(struct mixed, b),    OFFSET(struct mixed, d),
	    OFFSET(struct mixed, e),    OFFSET(struct bits, d),
	    OFFSET(struct gap, c),      OFFSET(union either, p),
	    OFFSET(struct outer, s),    OFFSET(struct outer, f),
	    OFFSET(struct outer, raw),  OFFSET(struct outer, next),
	    OFFSET(struct outer, grid), OFFSET(struct outer, color),
	    OFFSET(struct outer, call), OFFSET(struct outer, words),
	    OFFSET(struct outer, flag), OFFSET(struct flexible, items),
	    OFFSET(record, up),         OFFSET(struct nested, b),
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct type *type =
		    type_of_expression(&types, cases[i].type, strlen(cases[i].type));
		struct member member;

		if (!type_find_member(&types, type, cases[i].member, strlen(cases[i].member),
				      &member) ||
		    !member.is_placed || member.offset_bytes != cases[i].offset)
			fail_msg("%s.%s", cases[i].type, cases[i].member);
	}
}

static void test_what_changes_a_layout_leaves_it_unknown(void **state)
{
	static const char *const cases[] = {
	    "struct { char a; int b; } __attribute__((packed))",
	    "struct __attribute__((packed)) { char a; int b; }",
	    "struct { char a; int b __attribute__((aligned(16))); }",
	    "struct { _Alignas(32) char a; }",
	    "struct { int a; unknown_type b; }",
	    "struct nobody",
	    "struct { struct nobody a; }",
	    "int[]",
	    "void",
	    "int(void)",
	    "_Complex double",
	    "struct { int n[unknown]; }",
	    "unknown_name",
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t size, align;

		if (type_layout(&types, type_of_expression(&types, cases[i], strlen(cases[i])),
				&size, &align))
			fail_msg("%s: %d", cases[i], (int)size);
	}
}

static void name_member(void *ctx, const struct member *member)
{
	str_printf(ctx, "%.*s ", (int)member->name_len, member->name);
}

// What a '.' or '->' behind an expression would offer, or the type's kind when it is no struct.
static void describe(const char *expression, struct str *out)
{
	static const char *const kinds[] = {"unknown", "void",    "bool",  "integer",  "floating",
					    "enum",    "pointer", "array", "function", "record"};
	const struct type *type = type_of_expression(&types, expression, strlen(expression));
	const struct type *record = type_record_of(type);

	if (record)
		type_each_member(&types, record, name_member, out);
	else
		str_puts(out, kinds[type->kind]);
}

static void test_expressions_have_types(void **state)
{
	static const struct {
		const char *expression, *expected;
	} cases[] = {
	    {"thing", "name s f raw next grid color call words flag "},
	    {"&thing", "name s f raw next grid color call words flag "},
	    {"things[1]", "name s f raw next grid color call words flag "},
	    {"*things[0]->next", "x y "},
	    {"thing.grid[1][2]", "x y "},
	    {"thing.call(0, 1)", "integer"},
	    {"make(3)", "tag up "},
	    {"make(3)->up->next", "x y "},
	    {"(*make)(3)->up", "name s f raw next grid color call words flag "},
	    {"(*table)[2]", "x y "},
	    {"find(1)", "x y "},
	    {"(all + 3)", "tag up "},
	    {"all[2].up->grid[0]", "x y "},
	    {"((record *)text)", "tag up "},
	    {"((struct point){1, 2})", "x y "},
	    {"(*(struct point *)text)", "x y "},
	    {"(small ? &thing : 0)", "name s f raw next grid color call words flag "},
	    {"(1, thing.next)", "x y "},
	    {"*&*&all[0]", "tag up "},
	    {"jump[0]()", "integer"},
	    {"scale * 2", "floating"},
	    {"small == 2", "integer"},
	    {"text + 2", "pointer"},
	    {"sizeof thing", "integer"},
	    {"(typeof(thing.next))0", "x y "},
	    {"thing.nothing", "unknown"},
	    {"nobody->x", "unknown"},
	    {"thing.", "unknown"},
	    {"((((", "unknown"},
	    {"", "unknown"},
	    {"BLUE", "integer"},
	    {"\"a\" \"b\"", "pointer"},
	    {"1.5f", "floating"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = {0};

		describe(cases[i].expression, &out);
		if (strcmp(str_text(&out), cases[i].expected))
			fail_msg("%s: %s", cases[i].expression, str_text(&out));
		str_release(&out);
	}
}

static void test_constants_are_evaluated(void **state)
{
#define VALUE(...)                        \
	{                                 \
#__VA_ARGS__, __VA_ARGS__ \
	}
	static const struct {
		const char *text;
		int64_t value;
	} cases[] = {
	    VALUE(1 + 2 * 3 - 4),
	    VALUE((1 + 2) * 3 % 4),
	    VALUE(BLUE),
	    VALUE(ALL),
	    VALUE(NEXT),
	    VALUE(1 << 4 | 3),
	    VALUE(0x1F ^ 017),
	    VALUE('a' + '\n'),
	    VALUE(-7 / 2),
	    VALUE(~0 & 0xff),
	    VALUE(1 ? 10 : 20),
	    VALUE(0   ? 10
		  : 1 ? 30
		      : 40),
	    VALUE(3 > 2 && 2 >= 2 && !(1 == 2)),
	    VALUE(sizeof(struct outer) / sizeof(int)),
	    VALUE(sizeof(char[3])),
	    VALUE((unsigned char)300),
	    VALUE((int)-16 / 2 % 5),
	    VALUE(10UL),
	};
	static const char *const wrong[] = {"",   "1 +", "x",     "1 / 0",          "f(1)",   "1.5",
					    "(1", "1 2", "\"a\"", "sizeof(nobody)", "1 << 99"};
	int64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (!type_constant(&types, cases[i].text, strlen(cases[i].text), &value) ||
		    value != cases[i].value)
			fail_msg("%s: %d", cases[i].text, (int)value);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (type_constant(&types, wrong[i], strlen(wrong[i]), &value))
			fail_msg("%s: %d", wrong[i], (int)value);
}

static void test_types_that_never_end_are_given_up(void **state)
{
	static const char text[] =
	    "struct loop { struct loop a, b, c; };"
	    "struct d0 { int x; };"
	    "struct d1 { struct d0 a, b, c, d; }; struct d2 { struct d1 a, b, c, d; };"
	    "struct d3 { struct d2 a, b, c, d; }; struct d4 { struct d3 a, b, c, d; };"
	    "struct d5 { struct d4 a, b, c, d; }; struct d6 { struct d5 a, b, c, d; };"
	    "struct d7 { struct d6 a, b, c, d; }; struct d8 { struct d7 a, b, c, d; };"
	    "struct d9 { struct d8 a, b, c, d; };"
	    "extern typeof(self * self * self) self;"
	    "enum loop_enum { ONE = TWO + TWO, TWO = ONE + ONE };";
	uint64_t size, align;
	int64_t value;

	(void)state;
	header_index(&symbols, text, sizeof text - 1);
	assert_false(type_layout(&types, type_of_tag(&types, "loop", 4), &size, &align));
	assert_false(type_layout(&types, type_of_tag(&types, "d9", 2), &size, &align));
	assert_int_equal(type_of_name(&types, "self", 4)->kind, TYPE_UNKNOWN);
	assert_false(type_constant(&types, "TWO", 3, &value));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_sizes_are_the_compilers),
	    TEST(test_members_lie_where_the_compiler_puts_them),
	    TEST(test_what_changes_a_layout_leaves_it_unknown),
	    TEST(test_expressions_have_types),
	    TEST(test_constants_are_evaluated),
	    TEST(test_types_that_never_end_are_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
