// jit/runner/builtins.c - gcc's __builtin_ functions for code that libtcc compiles.
#include "jit/runner/builtins.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "jit/runner/support.h"

#define PREFIX "__builtin_"
#define PREFIX_LEN (sizeof PREFIX - 1)
#define NAN_TEXT "(*(const float *)\"\\0\\0\\300\\177\")"
#define REAL "double (*)(double)"
#define REAL_F "float (*)(float)"
#define REAL_L "long double (*)(long double)"
#define REAL_2 "double (*)(double, double)"
#define REAL_2F "float (*)(float, float)"
#define REAL_2L "long double (*)(long double, long double)"

// --- functions of our own -------------------------------------------------------------------

#define BITS(name, type)                    \
	static int bits_##name(type x)      \
	{                                   \
		return __builtin_##name(x); \
	}

BITS(popcount, unsigned)
BITS(popcountl, unsigned long)
BITS(popcountll, unsigned long long)
BITS(parity, unsigned)
BITS(parityl, unsigned long)
BITS(parityll, unsigned long long)
BITS(clz, unsigned)
BITS(clzl, unsigned long)
BITS(clzll, unsigned long long)
BITS(ctz, unsigned)
BITS(ctzl, unsigned long)
BITS(ctzll, unsigned long long)
BITS(ffs, int)
BITS(ffsl, long)
BITS(ffsll, long long)
BITS(clrsb, int)
BITS(clrsbl, long)
BITS(clrsbll, long long)

static uint16_t swap_16(uint16_t x)
{
	return __builtin_bswap16(x);
}

static uint32_t swap_32(uint32_t x)
{
	return __builtin_bswap32(x);
}

static uint64_t swap_64(uint64_t x)
{
	return __builtin_bswap64(x);
}

static int test_isnan(double x)
{
	return isnan(x);
}

static int test_isinf(double x)
{
	return isinf(x);
}

static int test_isfinite(double x)
{
	return isfinite(x);
}

static int test_isnormal(double x)
{
	return isnormal(x);
}

static int test_signbit(double x)
{
	return signbit(x);
}

static _Noreturn void trap(void)
{
	__builtin_trap();
}

static __int128 widened(long long x, int is_signed)
{
	return is_signed ? (__int128)x : (__int128)(unsigned long long)x;
}

// What add, sub and mul have in common: operands of any integer types, exactly, and whether the
// result fits into size_bytes.
static int overflow(int operation, long long a, int is_a_signed, long long b, int is_b_signed,
		    void *result, unsigned long size_bytes, int is_result_signed)
{
	__int128 x = widened(a, is_a_signed), y = widened(b, is_b_signed);
	__int128 exact = operation == '+' ? x + y : operation == '-' ? x - y : 0;
	bool is_too_large = operation == '*' && __builtin_mul_overflow(x, y, &exact);
	unsigned shift = 128 - 8 * (unsigned)size_bytes;
	unsigned __int128 top = (unsigned __int128)exact << shift;

	memcpy(result, &exact, size_bytes);
	return is_too_large ||
	       exact != (is_result_signed ? (__int128)top >> shift : (__int128)(top >> shift));
}

// --- tables ---------------------------------------------------------------------------------

#define BITS_ROWS(name, type)                                                      \
	{#name, "int (*)(" type ")", (void *)bits_##name},                         \
	    {#name "l", "int (*)(" type " long)", (void *)bits_##name##l},         \
	{                                                                          \
#name "ll", "int (*)(" type " long long)", (void *)bits_##name##ll \
	}

// Not memcpy, strlen, malloc and some more: libtcc declares those itself, as other names of the
// library's functions (jit/runner/support.c names them).
static const struct {
	const char *names; // divided by blanks, without the prefix
	const char *type;  // of a pointer to the function
	void *address;     // NULL: that of the library function of the same name
} functions[] = {
    BITS_ROWS(popcount, "unsigned"),
    BITS_ROWS(parity, "unsigned"),
    BITS_ROWS(clz, "unsigned"),
    BITS_ROWS(ctz, "unsigned"),
    BITS_ROWS(ffs, "int"),
    BITS_ROWS(clrsb, "int"),
    {"bswap16", "unsigned short (*)(unsigned short)", (void *)swap_16},
    {"bswap32", "unsigned (*)(unsigned)", (void *)swap_32},
    {"bswap64", "unsigned long (*)(unsigned long)", (void *)swap_64},
    {"isnan isnanf isnanl", "int (*)(double)", (void *)test_isnan},
    {"isinf isinff isinfl", "int (*)(double)", (void *)test_isinf},
    {"isfinite finite", "int (*)(double)", (void *)test_isfinite},
    {"isnormal", "int (*)(double)", (void *)test_isnormal},
    {"signbit signbitf signbitl", "int (*)(double)", (void *)test_signbit},
    {"trap unreachable", "void (*)(void)", (void *)trap},
    {"cicle_overflow", "int (*)(int, long long, int, long long, int, void *, unsigned long, int)",
     (void *)overflow},
    {"mempcpy", "void *(*)(void *, const void *, unsigned long)", NULL},
    {"memchr", "void *(*)(const void *, int, unsigned long)", NULL},
    {"strspn strcspn", "unsigned long (*)(const char *, const char *)", NULL},
    {"stpcpy", "char *(*)(char *, const char *)", NULL},
    {"strncat stpncpy", "char *(*)(char *, const char *, unsigned long)", NULL},
    {"strcasecmp", "int (*)(const char *, const char *)", NULL},
    {"strncasecmp", "int (*)(const char *, const char *, unsigned long)", NULL},
    {"strrchr index rindex", "char *(*)(const char *, int)", NULL},
    {"strstr strpbrk", "char *(*)(const char *, const char *)", NULL},
    {"strndup", "char *(*)(const char *, unsigned long)", NULL},
    {"exit", "void (*)(int)", NULL},
    {"printf", "int (*)(const char *, ...)", NULL},
    {"sprintf", "int (*)(char *, const char *, ...)", NULL},
    {"snprintf", "int (*)(char *, unsigned long, const char *, ...)", NULL},
    {"puts", "int (*)(const char *)", NULL},
    {"putchar abs isalpha isdigit isspace isupper islower isalnum ispunct toupper tolower",
     "int (*)(int)", NULL},
    {"labs", "long (*)(long)", NULL},
    {"llabs", "long long (*)(long long)", NULL},
    {"fabs sqrt cbrt exp exp2 expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh "
     "ceil floor trunc round rint nearbyint",
     REAL, NULL},
    {"fabsf sqrtf cbrtf expf exp2f logf log2f log10f sinf cosf tanf asinf acosf atanf sinhf coshf "
     "tanhf ceilf floorf truncf roundf rintf nearbyintf",
     REAL_F, NULL},
    {"fabsl sqrtl cbrtl expl logl log2l log10l sinl cosl tanl ceill floorl truncl roundl rintl",
     REAL_L, NULL},
    {"pow fmod atan2 hypot copysign fmin fmax fdim nextafter", REAL_2, NULL},
    {"powf fmodf atan2f hypotf copysignf fminf fmaxf fdimf", REAL_2F, NULL},
    {"powl fmodl atan2l hypotl copysignl fminl fmaxl", REAL_2L, NULL},
    {"ldexp", "double (*)(double, int)", NULL},
    {"fma", "double (*)(double, double, double)", NULL},
    {"lround lrint", "long (*)(double)", NULL},
};

#define OVERFLOW_TEXT(operation)                                                             \
	"(_Bool)" PREFIX "cicle_overflow('" operation "', (a), (__typeof__(a))-1 < 1, (b), " \
	"(__typeof__(b))-1 < 1, (r), sizeof *(r), (__typeof__(*(r)))-1 < 1)"

static const struct {
	const char *names;
	const char *parameters, *value;
} expressions[] = {
    {"huge_val inf", "()", "1e10000"},
    {"huge_valf inff", "()", "1e10000f"},
    {"huge_vall infl", "()", "1e10000L"},
    {"nan", "(s)", "((double)" NAN_TEXT ")"},
    {"nanf", "(s)", NAN_TEXT},
    {"nanl", "(s)", "((long double)" NAN_TEXT ")"},
    {"isgreater", "(x, y)", "((x) > (y))"},
    {"isgreaterequal", "(x, y)", "((x) >= (y))"},
    {"isless", "(x, y)", "((x) < (y))"},
    {"islessequal", "(x, y)", "((x) <= (y))"},
    {"islessgreater", "(x, y)", "((x) < (y) || (x) > (y))"},
    {"isunordered", "(x, y)", "(" PREFIX "isnan(x) || " PREFIX "isnan(y))"},
    {"expect_with_probability", "(x, y, p)", "(x)"},
    {"assume_aligned", "(p, ...)", "((void *)(p))"},
    {"prefetch", "(...)", "((void)0)"},
    {"object_size dynamic_object_size", "(p, kind)", "((kind) & 2 ? 0UL : -1UL)"},
    {"add_overflow sadd_overflow saddl_overflow saddll_overflow uadd_overflow uaddl_overflow "
     "uaddll_overflow",
     "(a, b, r)", OVERFLOW_TEXT("+")},
    {"sub_overflow ssub_overflow ssubl_overflow ssubll_overflow usub_overflow usubl_overflow "
     "usubll_overflow",
     "(a, b, r)", OVERFLOW_TEXT("-")},
    {"mul_overflow smul_overflow smull_overflow smulll_overflow umul_overflow umull_overflow "
     "umulll_overflow",
     "(a, b, r)", OVERFLOW_TEXT("*")},
};

// Tells whether a name is one of a list of words.
static bool is_among(const char *words, const char *name, size_t len)
{
	while (*words) {
		size_t word_len = strcspn(words, " ");

		if (word_len == len && !memcmp(words, name, len))
			return true;
		words += word_len + (words[word_len] == ' ');
	}
	return false;
}

// Gives a call's start: the function's address as a pointer. NULL when no library has it.
static char *address_text(size_t row, const char *name, size_t len)
{
	struct str text = {0};
	char *library_name = mem_strndup(name, len);
	void *address =
	    functions[row].address ? functions[row].address : support_find(library_name);

	free(library_name);
	if (!address)
		return NULL;
	str_printf(&text, "((%s)%#lxUL)", functions[row].type, (unsigned long)(uintptr_t)address);
	return str_take(&text);
}

static char *named(const char *name, size_t len, const char *parameters)
{
	struct str text = {0};

	str_printf(&text, "%.*s%s", (int)len, name, parameters);
	return str_take(&text);
}

bool builtins_find(const char *name, size_t len, struct builtin *builtin)
{
	const char *rest = name + PREFIX_LEN;

	*builtin = (struct builtin){NULL, NULL};
	if (len <= PREFIX_LEN)
		return false;
	for (size_t i = 0; i < sizeof expressions / sizeof *expressions && !builtin->value; i++)
		if (is_among(expressions[i].names, rest, len - PREFIX_LEN)) {
			builtin->name = named(name, len, expressions[i].parameters);
			builtin->value = mem_strdup(expressions[i].value);
		}
	for (size_t i = 0; i < sizeof functions / sizeof *functions && !builtin->value; i++)
		if (is_among(functions[i].names, rest, len - PREFIX_LEN)) {
			builtin->name = named(name, len, "");
			builtin->value = address_text(i, rest, len - PREFIX_LEN);
		}
	if (builtin->value)
		return true;
	builtin_release(builtin);
	return false;
}

void builtin_release(struct builtin *builtin)
{
	free(builtin->name);
	free(builtin->value);
	*builtin = (struct builtin){NULL, NULL};
}
