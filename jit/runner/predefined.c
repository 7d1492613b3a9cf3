// jit/runner/predefined.c - the macros that gcc predefines and libtcc does not.
#include "jit/runner/predefined.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/runner/builtins.h"

#define ROWS (sizeof macros / sizeof *macros)

// Sorted by name. What `gcc -std=gnu11 -dM -E` says on x86-64.
static const struct macro {
	const char *name; // with its parameters
	const char *value;
} macros[] = {
    {"_LP64", "1"},
    {"__ATOMIC_ACQUIRE", "2"},
    {"__ATOMIC_ACQ_REL", "4"},
    {"__ATOMIC_CONSUME", "1"},
    {"__ATOMIC_RELAXED", "0"},
    {"__ATOMIC_RELEASE", "3"},
    {"__ATOMIC_SEQ_CST", "5"},
    {"__BASE_FILE__", "\"<string>\""},
    {"__BIGGEST_ALIGNMENT__", "16"},
    {"__CHAR16_TYPE__", "short unsigned int"},
    {"__CHAR32_TYPE__", "unsigned int"},
    {"__DBL_DECIMAL_DIG__", "17"},
    {"__DBL_DENORM_MIN__", "((double)4.94065645841246544176568792868221372e-324L)"},
    {"__DBL_DIG__", "15"},
    {"__DBL_EPSILON__", "((double)2.22044604925031308084726333618164062e-16L)"},
    {"__DBL_HAS_DENORM__", "1"},
    {"__DBL_HAS_INFINITY__", "1"},
    {"__DBL_HAS_QUIET_NAN__", "1"},
    {"__DBL_MANT_DIG__", "53"},
    {"__DBL_MAX_10_EXP__", "308"},
    {"__DBL_MAX_EXP__", "1024"},
    {"__DBL_MAX__", "((double)1.79769313486231570814527423731704357e+308L)"},
    {"__DBL_MIN_10_EXP__", "(-307)"},
    {"__DBL_MIN_EXP__", "(-1021)"},
    {"__DBL_MIN__", "((double)2.22507385850720138309023271733240406e-308L)"},
    {"__ELF__", "1"},
    {"__FINITE_MATH_ONLY__", "0"},
    {"__FLOAT_WORD_ORDER__", "__ORDER_LITTLE_ENDIAN__"},
    {"__FLT_DECIMAL_DIG__", "9"},
    {"__FLT_DENORM_MIN__", "1.40129846432481707092372958328991613e-45F"},
    {"__FLT_DIG__", "6"},
    {"__FLT_EPSILON__", "1.19209289550781250000000000000000000e-7F"},
    {"__FLT_EVAL_METHOD__", "0"},
    {"__FLT_HAS_DENORM__", "1"},
    {"__FLT_HAS_INFINITY__", "1"},
    {"__FLT_HAS_QUIET_NAN__", "1"},
    {"__FLT_MANT_DIG__", "24"},
    {"__FLT_MAX_10_EXP__", "38"},
    {"__FLT_MAX_EXP__", "128"},
    {"__FLT_MAX__", "3.40282346638528859811704183484516925e+38F"},
    {"__FLT_MIN_10_EXP__", "(-37)"},
    {"__FLT_MIN_EXP__", "(-125)"},
    {"__FLT_MIN__", "1.17549435082228750796873653722224568e-38F"},
    {"__FLT_RADIX__", "2"},
    // libtcc's own would be the name that a unit gives the function; __func__ is a macro in units.
    {"__FUNCTION__", "__func__"},
    {"__INCLUDE_LEVEL__", "0"},
    {"__INT16_C(c)", "c"},
    {"__INT16_MAX__", "0x7fff"},
    {"__INT16_TYPE__", "short int"},
    {"__INT32_C(c)", "c"},
    {"__INT32_MAX__", "0x7fffffff"},
    {"__INT32_TYPE__", "int"},
    {"__INT64_C(c)", "c ## L"},
    {"__INT64_MAX__", "0x7fffffffffffffffL"},
    {"__INT64_TYPE__", "long int"},
    {"__INT8_C(c)", "c"},
    {"__INT8_MAX__", "0x7f"},
    {"__INT8_TYPE__", "signed char"},
    {"__INTMAX_C(c)", "c ## L"},
    {"__INTMAX_MAX__", "0x7fffffffffffffffL"},
    {"__INTMAX_TYPE__", "long int"},
    {"__INTMAX_WIDTH__", "64"},
    {"__INTPTR_MAX__", "0x7fffffffffffffffL"},
    {"__INTPTR_TYPE__", "long int"},
    {"__INTPTR_WIDTH__", "64"},
    {"__INT_FAST16_MAX__", "0x7fffffffffffffffL"},
    {"__INT_FAST16_TYPE__", "long int"},
    {"__INT_FAST16_WIDTH__", "64"},
    {"__INT_FAST32_MAX__", "0x7fffffffffffffffL"},
    {"__INT_FAST32_TYPE__", "long int"},
    {"__INT_FAST32_WIDTH__", "64"},
    {"__INT_FAST64_MAX__", "0x7fffffffffffffffL"},
    {"__INT_FAST64_TYPE__", "long int"},
    {"__INT_FAST64_WIDTH__", "64"},
    {"__INT_FAST8_MAX__", "0x7f"},
    {"__INT_FAST8_TYPE__", "signed char"},
    {"__INT_FAST8_WIDTH__", "8"},
    {"__INT_LEAST16_MAX__", "0x7fff"},
    {"__INT_LEAST16_TYPE__", "short int"},
    {"__INT_LEAST16_WIDTH__", "16"},
    {"__INT_LEAST32_MAX__", "0x7fffffff"},
    {"__INT_LEAST32_TYPE__", "int"},
    {"__INT_LEAST32_WIDTH__", "32"},
    {"__INT_LEAST64_MAX__", "0x7fffffffffffffffL"},
    {"__INT_LEAST64_TYPE__", "long int"},
    {"__INT_LEAST64_WIDTH__", "64"},
    {"__INT_LEAST8_MAX__", "0x7f"},
    {"__INT_LEAST8_TYPE__", "signed char"},
    {"__INT_LEAST8_WIDTH__", "8"},
    {"__INT_WIDTH__", "32"},
    {"__LDBL_DECIMAL_DIG__", "21"},
    {"__LDBL_DENORM_MIN__", "3.64519953188247460252840593361941982e-4951L"},
    {"__LDBL_DIG__", "18"},
    {"__LDBL_EPSILON__", "1.08420217248550443400745280086994171e-19L"},
    {"__LDBL_HAS_DENORM__", "1"},
    {"__LDBL_HAS_INFINITY__", "1"},
    {"__LDBL_HAS_QUIET_NAN__", "1"},
    {"__LDBL_MANT_DIG__", "64"},
    {"__LDBL_MAX_10_EXP__", "4932"},
    {"__LDBL_MAX_EXP__", "16384"},
    {"__LDBL_MAX__", "1.18973149535723176502126385303097021e+4932L"},
    {"__LDBL_MIN_10_EXP__", "(-4931)"},
    {"__LDBL_MIN_EXP__", "(-16381)"},
    {"__LDBL_MIN__", "3.36210314311209350626267781732175260e-4932L"},
    {"__LONG_LONG_WIDTH__", "64"},
    {"__LONG_WIDTH__", "64"},
    {"__ORDER_PDP_ENDIAN__", "3412"},
    {"__PRETTY_FUNCTION__", "__func__"},
    {"__PTRDIFF_MAX__", "0x7fffffffffffffffL"},
    {"__PTRDIFF_WIDTH__", "64"},
    {"__REGISTER_PREFIX__", ""},
    {"__SCHAR_MAX__", "0x7f"},
    {"__SCHAR_WIDTH__", "8"},
    {"__SHRT_MAX__", "0x7fff"},
    {"__SHRT_WIDTH__", "16"},
    {"__SIG_ATOMIC_MAX__", "0x7fffffff"},
    {"__SIG_ATOMIC_MIN__", "(-__SIG_ATOMIC_MAX__ - 1)"},
    {"__SIG_ATOMIC_TYPE__", "int"},
    {"__SIG_ATOMIC_WIDTH__", "32"},
    {"__SIZEOF_DOUBLE__", "8"},
    {"__SIZEOF_FLOAT__", "4"},
    {"__SIZEOF_LONG_DOUBLE__", "16"},
    {"__SIZEOF_PTRDIFF_T__", "8"},
    {"__SIZEOF_SHORT__", "2"},
    {"__SIZEOF_SIZE_T__", "8"},
    {"__SIZEOF_WCHAR_T__", "4"},
    {"__SIZEOF_WINT_T__", "4"},
    {"__SIZE_MAX__", "0xffffffffffffffffUL"},
    {"__SIZE_WIDTH__", "64"},
    {"__STDC_IEC_559__", "1"},
    {"__STDC_ISO_10646__", "201706L"},
    {"__UINT16_C(c)", "c"},
    {"__UINT16_MAX__", "0xffff"},
    {"__UINT16_TYPE__", "short unsigned int"},
    {"__UINT32_C(c)", "c ## U"},
    {"__UINT32_MAX__", "0xffffffffU"},
    {"__UINT32_TYPE__", "unsigned int"},
    {"__UINT64_C(c)", "c ## UL"},
    {"__UINT64_MAX__", "0xffffffffffffffffUL"},
    {"__UINT64_TYPE__", "long unsigned int"},
    {"__UINT8_C(c)", "c"},
    {"__UINT8_MAX__", "0xff"},
    {"__UINT8_TYPE__", "unsigned char"},
    {"__UINTMAX_C(c)", "c ## UL"},
    {"__UINTMAX_MAX__", "0xffffffffffffffffUL"},
    {"__UINTMAX_TYPE__", "long unsigned int"},
    {"__UINTPTR_MAX__", "0xffffffffffffffffUL"},
    {"__UINTPTR_TYPE__", "long unsigned int"},
    {"__UINT_FAST16_MAX__", "0xffffffffffffffffUL"},
    {"__UINT_FAST16_TYPE__", "long unsigned int"},
    {"__UINT_FAST32_MAX__", "0xffffffffffffffffUL"},
    {"__UINT_FAST32_TYPE__", "long unsigned int"},
    {"__UINT_FAST64_MAX__", "0xffffffffffffffffUL"},
    {"__UINT_FAST64_TYPE__", "long unsigned int"},
    {"__UINT_FAST8_MAX__", "0xff"},
    {"__UINT_FAST8_TYPE__", "unsigned char"},
    {"__UINT_LEAST16_MAX__", "0xffff"},
    {"__UINT_LEAST16_TYPE__", "short unsigned int"},
    {"__UINT_LEAST32_MAX__", "0xffffffffU"},
    {"__UINT_LEAST32_TYPE__", "unsigned int"},
    {"__UINT_LEAST64_MAX__", "0xffffffffffffffffUL"},
    {"__UINT_LEAST64_TYPE__", "long unsigned int"},
    {"__UINT_LEAST8_MAX__", "0xff"},
    {"__UINT_LEAST8_TYPE__", "unsigned char"},
    {"__USER_LABEL_PREFIX__", ""},
    {"__WCHAR_MAX__", "0x7fffffff"},
    {"__WCHAR_MIN__", "(-__WCHAR_MAX__ - 1)"},
    {"__WCHAR_WIDTH__", "32"},
    {"__WINT_MAX__", "0xffffffffU"},
    {"__WINT_MIN__", "0U"},
    {"__WINT_WIDTH__", "32"},
    {"__amd64", "1"},
    {"__amd64__", "1"},
    {"__gnu_linux__", "1"},
    {"__x86_64", "1"},
    {"linux", "1"},
};

// What one text got so far.
struct definer {
	TCCState *tcc;
	bool is_defined[ROWS];
};

struct word {
	const char *text;
	size_t len;
};

static const bool word_chars[256] = {
    ['0' ... '9'] = true,
    ['A' ... 'Z'] = true,
    ['a' ... 'z'] = true,
    ['_'] = true,
};

static int compare(const void *key, const void *row)
{
	const struct word *word = key;
	const struct macro *macro = row;
	size_t len = strcspn(macro->name, "(");
	int order = memcmp(word->text, macro->name, word->len < len ? word->len : len);

	return order ? order : (word->len > len) - (word->len < len);
}

static void define_mentioned(struct definer *definer, const char *text);

static void define_macro(struct definer *definer, const struct macro *macro)
{
	if (definer->is_defined[macro - macros])
		return;
	definer->is_defined[macro - macros] = true;
	define_mentioned(definer, macro->value);
	tcc_define_symbol(definer->tcc, macro->name, macro->value);
}

static void define_builtin(struct definer *definer, const struct word *word)
{
	struct builtin builtin;

	if (!builtins_find(word->text, word->len, &builtin))
		return;
	define_mentioned(definer, builtin.value);
	tcc_define_symbol(definer->tcc, builtin.name, builtin.value);
	builtin_release(&builtin);
}

static void define_word(struct definer *definer, const struct word *word)
{
	const struct macro *macro = bsearch(word, macros, ROWS, sizeof *macros, compare);

	if (macro)
		define_macro(definer, macro);
	else if (word->len > 10 && !memcmp(word->text, "__builtin_", 10))
		define_builtin(definer, word);
}

static size_t word_len(const char *text)
{
	size_t len = 0;

	while (word_chars[(unsigned char)text[len]])
		len++;
	return len;
}

static void define_mentioned(struct definer *definer, const char *text)
{
	while (*text) {
		struct word word = {text, word_len(text)};

		// All of the table starts so; a test of the first letter saves most searches.
		if (word.len && (*text == '_' || *text == 'l'))
			define_word(definer, &word);
		text += word.len ? word.len : 1;
	}
}

void predefined_mentioned(TCCState *tcc, const char *text)
{
	struct definer definer = {.tcc = tcc};

	define_mentioned(&definer, text);
}

void predefined_all(TCCState *tcc)
{
	for (size_t i = 0; i < ROWS; i++)
		tcc_define_symbol(tcc, macros[i].name, macros[i].value);
}
