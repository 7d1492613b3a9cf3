// jit/runner/dialect.c - what libtcc is told before it reads a text, so that it reads gcc's C.
#include "jit/runner/dialect.h"

#include <stdio.h>
#include <string.h>

#include "jit/runner/headers.h"
#include "jit/runner/predefined.h"

#define VERSION_BYTES 32

// The process has one: the session's.
static struct {
	char version[VERSION_BYTES];
	bool is_strict;
} standard = {.version = "201710L"};

void dialect_set_standard(const char *version, bool is_strict)
{
	snprintf(standard.version, sizeof standard.version, "%s", version);
	standard.is_strict = is_strict;
}

const char *dialect_standard(void)
{
	return standard.version;
}

// C99 is libtcc's default, though it knows C11, which C17 only corrected; gcc's is C17. Its
// "-std=c11" would also say what it lacks: atomics, complex numbers and threads are not missing in
// a session.
static void set_standard(TCCState *tcc)
{
	tcc_undefine_symbol(tcc, "__STDC_VERSION__");
	if (*standard.version)
		tcc_define_symbol(tcc, "__STDC_VERSION__", standard.version);
	if (standard.is_strict)
		tcc_define_symbol(tcc, "__STRICT_ANSI__", "1");
	tcc_define_symbol(tcc, "__STDC_UTF_16__", "1");
	tcc_define_symbol(tcc, "__STDC_UTF_32__", "1");
}

// Before each text, libtcc reads 40 lines of its own that declare what begins with __builtin_: half
// of what an empty unit costs. They stand between what tcc_define_symbol() defines and what
// "-include" adds, so the one can open an #if and the other close it.
static void skip_own_lines(TCCState *tcc)
{
	tcc_define_symbol(tcc, "CICLE_SKIP", "1\n#if 0");
	tcc_set_options(tcc, "-include \"\\\"\n#endif\n#undef CICLE_SKIP\n//\"");
}

bool dialect_has_builtins(const char *text)
{
	return strstr(text, "__builtin_") != NULL;
}

void dialect_for_unit(TCCState *tcc, const char *text)
{
	if (strstr(text, "__ST")) // __STDC_VERSION__, __STRICT_ANSI__
		set_standard(tcc);
	predefined_mentioned(tcc, text);
	if (!dialect_has_builtins(text))
		skip_own_lines(tcc);
}

void dialect_for_headers(TCCState *tcc)
{
	set_standard(tcc);
	predefined_all(tcc);
	tcc_add_include_path(tcc, HEADERS_FOLDER);
}
