// jit/runner/support.c - what units are linked with beside the session: libraries and our own.
#include "jit/runner/checked.h"
#include "jit/runner/support.h"

#include <dlfcn.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/mem.h"
#include "jit/runner/guard.h"
#include "jit/runner/handlers.h"
#include "jit/runner/hazards.h"
#include "jit/runner/loaded.h"
#include "jit/runner/stdio.h"
#include "jit/runner/threads.h"
#include "jit/runner/value.h"
#include "jit/runner/variadic.h"
#include "profiler/runtime/jump.h"
#include "profiler/runtime/lines.h"
#include "profiler/runtime/probe.h"

#define ATEXIT_MAX 256
// Structs up to this size are copied word by word.
#define STRUCT_WORDS_BYTES 64

#define PAGE_BYTES 4096

static void (*atexit_handlers[ATEXIT_MAX])(void);
static size_t atexit_cnt;
static struct list args; // main's argv

// TinyCC's own runtime (libtcc1.a) and what its code calls.
void *alloca(size_t size);
unsigned long long __fixunssfdi(float x);
unsigned long long __fixunsdfdi(double x);
unsigned long long __fixunsxfdi(long double x);
long long __fixsfdi(float x);
long long __fixdfdi(double x);
long long __fixxfdi(long double x);
float __floatundisf(unsigned long long x);
double __floatundidf(unsigned long long x);
long double __floatundixf(unsigned long long x);

// What libtcc calls for each struct that is assigned, passed or returned. Small ones come from
// registers, member by member: words that are read as they were written are there at once, while
// the C library's wide loads wait for all stores to reach the cache (twice the time for three
// doubles).
static void *copy_struct(void *to, const void *from, size_t len)
{
	bool is_up = (uintptr_t)to <= (uintptr_t)from;
	size_t at = is_up ? 0 : len - sizeof(uint64_t);

	if (len % sizeof(uint64_t) || len > STRUCT_WORDS_BYTES)
		return memmove(to, from, len);
	for (size_t left = len; left; left -= sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, (const char *)from + at, sizeof word);
		__asm__ volatile("" : "+r"(word)); // one word at a time, not vectors of them
		memcpy((char *)to + at, &word, sizeof word);
		at += is_up ? sizeof word : -sizeof word;
	}
	return to;
}

static void cicle_copy(void *to, const void *from, unsigned long len)
{
	memcpy(to, from, len);
	threads_note_initial(to, len);
}

static void cicle_zero(void *to, unsigned long len)
{
	memset(to, 0, len);
	threads_note_initial(to, len);
}

static void cicle_run_main(int (*main_function)(int argc, char **argv, char **envp))
{
	static char name[] = "cicle";
	static char *alone[] = {name, NULL};
	static char **argv; // main may change it: each gets its own
	size_t cnt = args.cnt ? args.cnt : 1;

	argv = mem_grow(argv, cnt + 1, sizeof *argv);
	memcpy(argv, args.cnt ? args.items : alone, (cnt + 1) * sizeof *argv);
	guard_exit(main_function((int)cnt, argv, environ));
}

void support_set_args(const struct list *new_args)
{
	list_release(&args);
	list_add_all(&args, new_args);
}

static _Noreturn void cicle_exit(int status)
{
	guard_exit(status);
}

static _Noreturn void cicle_assert_fail(const char *assertion, const char *file, unsigned line,
					const char *function)
{
	char detail[512];

	(void)function;
	snprintf(detail, sizeof detail, "assertion '%s' failed at %s:%u", assertion, file, line);
	guard_raise(SIGABRT, detail, __builtin_frame_address(0));
}

static int cicle_atexit(void (*handler)(void))
{
	if (atexit_cnt == ATEXIT_MAX)
		return -1;
	atexit_handlers[atexit_cnt++] = handler;
	return 0;
}

bool support_has_atexit(void)
{
	return atexit_cnt > 0;
}

void support_run_atexit(void)
{
	while (atexit_cnt > 0)
		atexit_handlers[--atexit_cnt]();
}

void support_clear_atexit(void)
{
	atexit_cnt = 0;
}

static const struct support_symbol always[] = {
    {"cicle_copy", (void *)cicle_copy},
    {"cicle_zero", (void *)cicle_zero},
    {"cicle_value", (void *)cicle_value},
    {"cicle_run_main", (void *)cicle_run_main},
    {"cicle_enter", (void *)cicle_enter},
    {"cicle_leave", (void *)cicle_leave},
    {"cicle_lines_enter", (void *)cicle_lines_enter},
    {"cicle_lines_leave", (void *)cicle_lines_leave},
    {"cicle_line", (void *)cicle_line},
    // What the code calls that libtcc makes.
    {"memcpy", (void *)memcpy},
    {"memmove", (void *)copy_struct},
    {"memset", (void *)memset},
    {"alloca", (void *)alloca},
    // TinyCC's own runtime.
    {"__va_arg", (void *)variadic_next},
    {"__fixunssfdi", (void *)__fixunssfdi},
    {"__fixunsdfdi", (void *)__fixunsdfdi},
    {"__fixunsxfdi", (void *)__fixunsxfdi},
    {"__fixsfdi", (void *)__fixsfdi},
    {"__fixdfdi", (void *)__fixdfdi},
    {"__fixxfdi", (void *)__fixxfdi},
    {"__floatundisf", (void *)__floatundisf},
    {"__floatundidf", (void *)__floatundidf},
    {"__floatundixf", (void *)__floatundixf},
};

// What libtcc's own __builtin_ declarations are other names of.
static const struct support_symbol behind_builtins[] = {
    {"memcmp", (void *)memcmp},   {"memalign", (void *)memalign}, {"strlen", (void *)strlen},
    {"strcpy", (void *)strcpy},   {"strncpy", (void *)strncpy},   {"strcmp", (void *)strcmp},
    {"strncmp", (void *)strncmp}, {"strcat", (void *)strcat},     {"strchr", (void *)strchr},
    {"strdup", (void *)strdup},   {"malloc", (void *)malloc},     {"realloc", (void *)realloc},
    {"calloc", (void *)calloc},   {"free", (void *)free},         {"abort", (void *)abort},
};

static const struct support_symbol replaced[] = {
    {"exit", (void *)cicle_exit},
    {"_exit", (void *)cicle_exit},
    {"_Exit", (void *)cicle_exit},
    {"quick_exit", (void *)cicle_exit},
    {"atexit", (void *)cicle_atexit},
    {"at_quick_exit", (void *)cicle_atexit},
    {"__assert_fail", (void *)cicle_assert_fail},
    {"longjmp", (void *)cicle_longjmp},
    {"_longjmp", (void *)cicle_longjmp},
    {"siglongjmp", (void *)cicle_longjmp},
};

const struct support_symbol *support_symbols(size_t *cnt)
{
	*cnt = sizeof always / sizeof *always;
	return always;
}

const struct support_symbol *support_builtins(size_t *cnt)
{
	*cnt = sizeof behind_builtins / sizeof *behind_builtins;
	return behind_builtins;
}

static void *find_in(const struct support_symbol *symbols, size_t cnt, const char *name)
{
	for (size_t i = 0; i < cnt; i++)
		if (*symbols[i].name == *name && !strcmp(symbols[i].name, name))
			return symbols[i].address;
	return NULL;
}

// The modules that replace functions of the library.
static const struct support_symbol *(*const modules[])(size_t *cnt) = {
    stdio_symbols, handlers_symbols, hazards_symbols};
#define MODULE_CNT (sizeof modules / sizeof *modules)

void *support_find(const char *name)
{
	void *address = find_in(replaced, sizeof replaced / sizeof *replaced, name);

	for (size_t i = 0; i < MODULE_CNT && !address; i++) {
		size_t cnt;
		const struct support_symbol *symbols = modules[i](&cnt);

		address = find_in(symbols, cnt, name);
	}
	if (!address)
		address = loaded_find(name);
	return address ? address : dlsym(RTLD_DEFAULT, name);
}

static const char *name_in(const struct support_symbol *symbols, size_t cnt, const void *address)
{
	for (size_t i = 0; i < cnt; i++)
		if (symbols[i].address == address)
			return symbols[i].name;
	return NULL;
}

const char *support_name(const void *address)
{
	const char *name = name_in(replaced, sizeof replaced / sizeof *replaced, address);

	for (size_t i = 0; i < MODULE_CNT && !name; i++) {
		size_t cnt;
		const struct support_symbol *symbols = modules[i](&cnt);

		name = name_in(symbols, cnt, address);
	}
	return name;
}

// Each compiler's code must ask its own library, in whose threads it runs.
static void *find_openmp(const char *name, bool is_clangs)
{
	void *library = dlopen(is_clangs ? "libomp.so.5" : "libgomp.so.1", RTLD_NOW | RTLD_GLOBAL);

	return library ? dlsym(library, name) : NULL;
}

void *support_find_for_cc(const char *name, bool is_clangs)
{
	static const struct {
		const char *prefix, *library;
	} runtimes[] = {
	    {"GOMP_", "libgomp.so.1"},       {"__kmpc_", "libomp.so.5"},
	    {"__atomic_", "libatomic.so.1"}, {"__ubsan_", "libubsan.so.1"},
	    {"__", "libgcc_s.so.1"},
	};
	void *address = checked_find(name);

	if (!address && !strncmp(name, "omp_", 4))
		address = find_openmp(name, is_clangs);
	if (!address)
		address = support_find(name);
	for (size_t i = 0; !address && i < sizeof runtimes / sizeof *runtimes; i++)
		if (!strncmp(name, runtimes[i].prefix, strlen(runtimes[i].prefix)) &&
		    dlopen(runtimes[i].library, RTLD_NOW | RTLD_GLOBAL))
			address = dlsym(RTLD_DEFAULT, name);
	return address;
}

// glibc's: where the main thread's stack began.
extern void *__libc_stack_end;

void support_allow_code_on_stack(void)
{
	uintptr_t page = (uintptr_t)__libc_stack_end & ~(uintptr_t)(PAGE_BYTES - 1);

	mprotect((void *)page, PAGE_BYTES, PROT_READ | PROT_WRITE | PROT_EXEC | PROT_GROWSDOWN);
}
