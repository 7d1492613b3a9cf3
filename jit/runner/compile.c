// jit/runner/compile.c - units: from text to machine code in memory, each compiled once.
#include "jit/runner/compile.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <libtcc.h>
#include <sodium.h>
#include <uthash.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/place.h"
#include "jit/runner/arch.h"
#include "jit/runner/debug_info.h"
#include "jit/runner/dialect.h"
#include "jit/runner/guard.h"
#include "jit/runner/lines.h"
#include "jit/runner/literals.h"
#include "jit/runner/object.h"
#include "jit/runner/room.h"
#include "jit/runner/support.h"
#include "jit/runner/threads.h"

// Before a function's name in the texts (jit/unit.c).
#define FUNCTION_PREFIX "cicle_fn_"
// So many units stay that are only good for running a cell's statements again: more than a notebook
// has cells.
#define STATEMENTS_MAX 256
#define KEY_BYTES crypto_generichash_BYTES
// Part of every key: another compiler or other options make other code.
#define COMPILER_IDENTITY "libtcc 0.9.27 -nostdlib " DIALECT_IDENTITY
// A jump to a library function, which libtcc adds to a unit's code.
#define JUMP_BYTES 16
// How a unit spells the functions that it defines (jit/unit.h).
#define FUNCTION_PREFIX "cicle_fn_"

// libtcc's way out of a failed compilation; it cleans up behind itself. Not in its header.
void _tcc_error(const char *fmt, ...);

struct symbol {
	char *name;
	uint32_t slot;  // 0: a library's
	char *function; // a library function's name in C; "" for all else
	void *address;
};

struct cached {
	unsigned char key[KEY_BYTES];
	struct code code;
	char **names; // of the functions, as the unit spells them
	unsigned char *start, *end;
	char *text; // for the lines of a traceback; NULL for an object of the second compiler
	struct lines *lines;     // made when one is asked for
	uint64_t object_id;      // of an object; 0: libtcc's
	const char *object_text; // where its .text came to lie
	size_t *starts;          // owned; where in it functions begin
	size_t start_cnt;
	UT_hash_handle hh;
};

struct compiler {
	struct slots *slots;
	struct cached *lasting;    // uthash
	struct cached *statements; // uthash: units without functions, the one that ran last is last
	struct room *room;
	struct run_counts counts;
};

// What is being compiled.
struct job {
	struct compiler *compiler;
	struct library *library; // NULL: library functions are not wrapped
	char *text;
	uint32_t flags;
	struct symbol *symbols;
	size_t symbol_cnt;
	char **names;
	struct code_function *functions;
	size_t function_cnt;
	uint32_t *inlined;
	size_t inlined_cnt;
	const char *entry_name;
	struct str object;     // of the second compiler; empty: libtcc compiles the text
	char *object_function; // where it is, tells where the object's .text is
	size_t object_function_byte;
	size_t *starts; // where in .text functions begin
	size_t start_cnt;
	struct str *messages;
	TCCState *tcc;
	bool has_fatal_warning;
	bool is_ok;
	struct cached *cached;
};

// The interrupt's handler asks with nothing but an address.
static struct compiler *the_compiler;

bool compiler_has_code(const void *pc)
{
	const struct compiler *compiler = the_compiler;

	return room_has_code(compiler->room, pc) || slots_has_code(compiler->slots, pc);
}

// --- reading a unit -------------------------------------------------------------------------

// The plain form of functions calls libraries as they are, in a profiled run too.
static bool wraps_library(const struct job *job)
{
	return job->library && job->flags & (UNIT_HAS_ENTRY | UNIT_INSTRUMENTED);
}

// Objects have the name of their compiler in .comment.
static bool is_clangs(const struct str *object)
{
	static const char words[] = "clang version";

	return memmem(object->data, object->len, words, sizeof words - 1) != NULL;
}

// Where a name is, NULL: nowhere.
static void *symbol_address(const struct job *job, const struct symbol *symbol)
{
	void *library = job->object.len ? support_find_for_cc(symbol->name, is_clangs(&job->object))
					: support_find(symbol->name);
	void *home;

	if (!symbol->slot)
		return wraps_library(job) && library && *symbol->function
			   ? library_thunk(job->library, symbol->function, library)
			   : library;
	home = slots_find_home(job->compiler->slots, symbol->slot);
	return home ? home : slots_stub(job->compiler->slots, symbol->slot, symbol->name, library);
}

static void read_symbols(struct job *job, struct unpack *in)
{
	uint32_t cnt = unpack_u32(in);

	for (uint32_t i = 0; i < cnt && !in->has_failed; i++) {
		struct symbol *symbol;

		job->symbols = mem_grow(job->symbols, job->symbol_cnt + 1, sizeof *job->symbols);
		symbol = &job->symbols[job->symbol_cnt++];
		symbol->name = unpack_text(in);
		symbol->slot = unpack_u32(in);
		symbol->function = unpack_text(in);
		symbol->address = NULL;
	}
}

// What the second compiler's object needs beside the symbols that the kernel listed: libraries.
static void add_object_symbol(struct job *job, const struct object_symbol *needed)
{
	struct symbol *symbol;
	bool is_listed = false;

	for (size_t i = 0; i < job->symbol_cnt; i++) {
		symbol = &job->symbols[i];
		if (strcmp(symbol->name, needed->name) != 0)
			continue;
		is_listed = true;
		if (needed->is_thread_local && symbol->address)
			symbol->address = (void *)threads_offset(symbol->address);
	}
	if (is_listed)
		return;
	job->symbols = mem_grow(job->symbols, job->symbol_cnt + 1, sizeof *job->symbols);
	symbol = &job->symbols[job->symbol_cnt++];
	symbol->name = mem_strdup(needed->name);
	symbol->slot = 0;
	symbol->function = mem_strdup(needed->is_called ? needed->name : "");
	symbol->address = symbol_address(job, symbol);
}

static bool read_object(struct job *job)
{
	struct object object;
	struct err err = {0};

	if (job->flags & UNIT_FAST)
		object_keep_addresses((unsigned char *)job->object.data, job->object.len,
				      FUNCTION_PREFIX);
	if (object_init(&object, (unsigned char *)job->object.data, job->object.len, &err)) {
		str_printf(job->messages, "error: %s\n", err.text);
		return false;
	}
	for (size_t i = 0; i < object.symbol_cnt; i++)
		add_object_symbol(job, &object.symbols[i]);
	if (object.needs_exec_stack)
		support_allow_code_on_stack();
	job->object_function = object.function;
	job->object_function_byte = object.function_byte;
	job->starts = object.starts;
	job->start_cnt = object.start_cnt;
	object.function = NULL;
	object.starts = NULL;
	object_release(&object);
	return true;
}

// Not before the objects, which stand behind the symbols, have their homes.
static bool resolve_symbols(struct job *job)
{
	for (size_t i = 0; i < job->symbol_cnt; i++)
		job->symbols[i].address = symbol_address(job, &job->symbols[i]);
	return !job->object.len || read_object(job);
}

static void read_functions(struct job *job, struct unpack *in)
{
	uint32_t cnt = unpack_u32(in);

	for (uint32_t i = 0; i < cnt && !in->has_failed; i++) {
		job->names = mem_grow(job->names, job->function_cnt + 1, sizeof *job->names);
		job->functions =
		    mem_grow(job->functions, job->function_cnt + 1, sizeof *job->functions);
		job->names[job->function_cnt] = unpack_text(in);
		job->functions[job->function_cnt++] = (struct code_function){unpack_u32(in), NULL};
	}
}

static bool read_objects(struct job *job, struct unpack *in)
{
	uint32_t cnt = unpack_u32(in);
	bool is_ok = true;

	for (uint32_t i = 0; i < cnt && !in->has_failed; i++) {
		uint32_t slot = unpack_u32(in);
		uint64_t size = unpack_u64(in);
		uint64_t align = unpack_u64(in);
		bool is_thread_local = unpack_u32(in) != 0;

		if (slots_home(job->compiler->slots, slot, size, align, is_thread_local))
			continue;
		str_printf(job->messages,
			   is_thread_local
			       ? "error: no room for %llu more bytes of thread-local objects: a "
				 "session has %d\n"
			       : "error: no memory for an object of %llu bytes\n",
			   (unsigned long long)size, THREAD_LOCAL_BYTES);
		is_ok = false;
	}
	return is_ok && !in->has_failed;
}

static void read_inlined(struct job *job, struct unpack *in)
{
	uint32_t cnt = job->flags & UNIT_FAST ? unpack_u32(in) : 0;

	for (uint32_t i = 0; i < cnt && !in->has_failed; i++) {
		job->inlined = mem_grow(job->inlined, i + 1, sizeof *job->inlined);
		job->inlined[job->inlined_cnt++] = unpack_u32(in);
	}
}

static void release_job(struct job *job)
{
	for (size_t i = 0; i < job->symbol_cnt; i++) {
		free(job->symbols[i].name);
		free(job->symbols[i].function);
	}
	for (size_t i = 0; job->names && i < job->function_cnt; i++)
		free(job->names[i]);
	free(job->symbols);
	free(job->names);
	free(job->functions);
	free(job->inlined);
	free(job->text);
	str_release(&job->object);
	free(job->object_function);
	free(job->starts);
}

// --- compiling ------------------------------------------------------------------------------

static void make_key(const struct job *job, unsigned char *key)
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, KEY_BYTES);
	crypto_generichash_update(&state, (const unsigned char *)COMPILER_IDENTITY,
				  sizeof COMPILER_IDENTITY);
	crypto_generichash_update(&state, (const unsigned char *)dialect_standard(),
				  strlen(dialect_standard()));
	crypto_generichash_update(&state, (const unsigned char *)job->text, strlen(job->text));
	crypto_generichash_update(&state, (const unsigned char *)str_text(&job->object),
				  job->object.len);
	for (size_t i = 0; i < job->symbol_cnt; i++)
		crypto_generichash_update(&state, (const unsigned char *)&job->symbols[i].address,
					  sizeof job->symbols[i].address);
	for (size_t i = 0; i < job->function_cnt; i++)
		crypto_generichash_update(&state, (const unsigned char *)&job->functions[i].slot,
					  sizeof job->functions[i].slot);
	crypto_generichash_final(&state, key, KEY_BYTES);
}

// libtcc only warns of it, every other compiler refuses it.
static bool is_fatal_warning(const char *message)
{
	return strstr(message, "assignment of read-only location") != NULL;
}

static void gather_message(void *opaque, const char *text)
{
	struct job *job = opaque;

	str_printf(job->messages, "%s\n", text);
	job->has_fatal_warning |= is_fatal_warning(text);
}

// libtcc's error function leaves the parser. Anywhere else it notes the error and calls exit().
static struct {
	sigjmp_buf back;
	volatile sig_atomic_t is_called;
} error_path;

static void leave_compiler(bool is_interrupt)
{
	if (sigsetjmp(error_path.back, 0) == 0) {
		error_path.is_called = 1;
		_tcc_error(is_interrupt ? "interrupted while compiling"
					: "the compiler crashed on this text");
	}
	error_path.is_called = 0;
}

// What libtcc calls instead of exit().
_Noreturn void compiler_exit(int status) __asm__("__wrap_exit");

_Noreturn void compiler_exit(int status)
{
	(void)status;
	if (error_path.is_called)
		siglongjmp(error_path.back, 1);
	_exit(RUNNER_EXIT_COMPILER);
}

// How large a unit's code is at most. An object's may be in several sections.
static size_t code_max(const struct job *job)
{
	size_t always_cnt, builtin_cnt;

	support_symbols(&always_cnt);
	support_builtins(&builtin_cnt);
	return (size_t)(uintptr_t)tcc_get_symbol(job->tcc, "_etext") + job->object.len +
	       (job->symbol_cnt + always_cnt + builtin_cnt + 2) * JUMP_BYTES;
}

// Puts a compiled unit into memory, executable.
static bool place_unit(struct job *job, struct room_place *place)
{
	struct room *room = job->compiler->room;
	int size = tcc_relocate(job->tcc, NULL);
	bool is_relocated;

	if (size < 0)
		return false;
	if (room_find(room, code_max(job), (size_t)size, place)) {
		str_puts(job->messages, "error: no memory for machine code\n");
		return false;
	}
	is_relocated = tcc_relocate(job->tcc, place->code) == 0;
	if (!room_seal(room, place, is_relocated ? tcc_get_symbol(job->tcc, "cicle_room") : NULL))
		return true;
	if (is_relocated)
		str_printf(job->messages,
			   "error: what a cell compiles to must not be aligned to more than %zu "
			   "bytes\n",
			   ROOM_ALIGN);
	return false;
}

static bool link_unit(struct job *job)
{
	struct cached *cached = job->cached;
	struct room_place place;

	if (!place_unit(job, &place))
		return false;
	cached->start = place.code;
	cached->end = place.code_end;
	job->compiler->counts.code_bytes += (uint64_t)(place.code_end - place.code);
	if (job->entry_name)
		cached->code.entry = tcc_get_symbol(job->tcc, job->entry_name);
	for (size_t i = 0; i < job->function_cnt; i++)
		job->functions[i].code = tcc_get_symbol(job->tcc, job->names[i]);
	if (job->object_function)
		cached->object_text = (const char *)tcc_get_symbol(job->tcc, job->object_function) -
				      job->object_function_byte;
	return !job->entry_name || cached->code.entry;
}

// Tells whether the unit names a symbol itself, with an address of its own.
static bool has_symbol(const struct job *job, const char *name)
{
	for (size_t i = 0; i < job->symbol_cnt; i++)
		if (job->symbols[i].address && !strcmp(job->symbols[i].name, name))
			return true;
	return false;
}

// libtcc's own lists of labels. It leaves those of a function in which it met an error, and every
// unit after it would fail or crash on them. Weak: another libtcc may hide them.
extern void *global_label_stack __attribute__((weak));
extern void *local_label_stack __attribute__((weak));

static void forget_labels(void)
{
	if (&global_label_stack)
		global_label_stack = NULL;
	if (&local_label_stack)
		local_label_stack = NULL;
}

// libtcc reads objects from files.
static int load_object(const struct job *job)
{
	int fd = memfd_create("cicle-object", MFD_CLOEXEC);
	char path[64];
	int rc = -1;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (fd >= 0 && write(fd, job->object.data, job->object.len) == (ssize_t)job->object.len)
		rc = tcc_add_file(job->tcc, path);
	if (fd >= 0)
		close(fd);
	return rc;
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static bool link_timed(struct job *job)
{
	uint64_t start = now_ns();
	bool is_ok = link_unit(job);

	job->compiler->counts.link_ns += now_ns() - start;
	return is_ok;
}

// Compiles what makes room for the unit, and the unit.
static int translate(const struct job *job)
{
	struct str text = {0};
	int rc;

	room_declare(job->compiler->room, &text);
	if (!job->object.len)
		str_puts(&text, job->text);
	rc = tcc_compile_string(job->tcc, str_text(&text));
	error_path.is_called = 0;
	str_release(&text);
	return rc == 0 && job->object.len ? load_object(job) : rc;
}

static void add_support(const struct job *job, const struct support_symbol *symbols, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++)
		if (!has_symbol(job, symbols[i].name))
			tcc_add_symbol(job->tcc, symbols[i].name, symbols[i].address);
}

static void compile_job(void *arg)
{
	struct job *job = arg;
	const struct support_symbol *symbols;
	size_t cnt;

	forget_labels();
	// Before the text is compiled: a symbol that is defined later would lose the visibility
	// that the text gives it, which reaching an object needs (jit/read/cell.h,
	// OBJECT_ATTRIBUTE).
	symbols = support_symbols(&cnt);
	add_support(job, symbols, cnt);
	symbols = support_builtins(&cnt);
	if (dialect_has_builtins(job->text))
		add_support(job, symbols, cnt);
	for (size_t i = 0; i < job->symbol_cnt; i++)
		if (job->symbols[i].address)
			tcc_add_symbol(job->tcc, job->symbols[i].name, job->symbols[i].address);
	job->is_ok = translate(job) == 0 && !job->has_fatal_warning && link_timed(job);
}

static _Noreturn void try_in_child(struct job *job)
{
	TCCState *tcc = tcc_new();

	signal(SIGSEGV, SIG_DFL);
	signal(SIGABRT, SIG_DFL);
	tcc_set_error_func(tcc, job->messages, gather_message);
	tcc_set_options(tcc, "-nostdlib");
	tcc_set_output_type(tcc, TCC_OUTPUT_MEMORY);
	forget_labels();
	_exit(tcc_compile_string(tcc, job->text) == 0 ? 0 : 1);
}

// Tells whether a text with probes compiles, in a process of its own: when libtcc meets an error
// inside of a function that has a variable with a cleanup, it keeps a list of it for ever, and
// crashes on it in the next one.
static bool does_compile(struct job *job)
{
	pid_t pid;
	int status = -1;

	if (job->object.len)
		return true;
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		try_in_child(job);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int by_address(const void *a, const void *b)
{
	const struct debug_function *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

// Lists the unit's functions and its entry, in the order of the code. Returns how many there are.
static size_t list_functions(const struct job *job, struct debug_function *functions)
{
	const void *end = job->cached->end;
	size_t cnt = 0;

	for (size_t i = 0; i < job->function_cnt; i++)
		functions[cnt++] = (struct debug_function){
		    .symbol = job->names[i],
		    .name = job->names[i] + strlen(FUNCTION_PREFIX),
		    .start = job->functions[i].code,
		};
	if (job->cached->code.entry)
		functions[cnt++] = (struct debug_function){
		    .symbol = job->entry_name, .name = "<cell>", .start = job->cached->code.entry};
	if (cnt)
		qsort(functions, cnt, sizeof *functions, by_address);
	for (size_t i = cnt; i-- > 0; end = functions[i].start)
		functions[i].size_bytes =
		    (size_t)((const char *)end - (const char *)functions[i].start);
	return cnt;
}

static void tell_debuggers(const struct job *job)
{
	const struct cached *cached = job->cached;
	struct debug_function *functions = mem_zalloc((job->function_cnt + 1) * sizeof *functions);
	const struct debug_unit unit = {
	    .text = job->text,
	    .has_lines = !job->object.len,
	    .start = cached->start,
	    .size_bytes = (size_t)(cached->end - cached->start),
	    .functions = functions,
	    .function_cnt = list_functions(job, functions),
	};

	debug_tell(&unit);
	free(functions);
}

// Nothing leads into a unit without functions once its entry has returned. The second compiler's
// may have functions that are not listed.
static bool is_statements(const struct cached *cached)
{
	return !cached->code.function_cnt && cached->text;
}

static void keep(struct compiler *compiler, struct cached *cached)
{
	if (is_statements(cached))
		HASH_ADD(hh, compiler->statements, key, KEY_BYTES, cached);
	else
		HASH_ADD(hh, compiler->lasting, key, KEY_BYTES, cached);
}

// Finds a unit that was compiled before. NULL: there is none, or it was dropped.
static struct cached *find(struct compiler *compiler, const unsigned char *key)
{
	struct cached *cached;

	HASH_FIND(hh, compiler->lasting, key, KEY_BYTES, cached);
	if (cached)
		return cached;
	HASH_FIND(hh, compiler->statements, key, KEY_BYTES, cached);
	if (!cached)
		return NULL;
	HASH_DEL(compiler->statements, cached); // and to the end
	keep(compiler, cached);
	return cached;
}

static void drop(struct compiler *compiler, struct cached *cached)
{
	HASH_DEL(compiler->statements, cached);
	debug_forget(cached->start);
	room_give_back(compiler->room, cached->start, cached->end);
	compiler->counts.unit_cnt--;
	compiler->counts.code_bytes -= (uint64_t)(cached->end - cached->start);
	lines_free(cached->lines);
	free(cached->code.functions);
	free(cached->code.inlined);
	free(cached->names);
	free(cached->text);
	free(cached);
}

void compiler_trim(struct compiler *compiler)
{
	while (HASH_COUNT(compiler->statements) > STATEMENTS_MAX && !debug_keeps_addresses())
		drop(compiler, compiler->statements);
}

static const struct code *compile(struct job *job, const unsigned char *key)
{
	struct cached *cached = mem_zalloc(sizeof *cached);

	job->cached = cached;
	job->tcc = tcc_new();
	tcc_set_error_func(job->tcc, job, gather_message);
	tcc_set_options(job->tcc, job->object.len ? "-nostdlib -x b" : "-nostdlib");
	tcc_set_output_type(job->tcc, TCC_OUTPUT_MEMORY);
	dialect_for_unit(job->tcc, job->text);
	guard_compiler(compile_job, job, leave_compiler);
	tcc_delete(job->tcc);
	if (!job->is_ok) {
		free(cached);
		return NULL;
	}
	tell_debuggers(job);
	memcpy(cached->key, key, KEY_BYTES);
	cached->code.functions = job->functions;
	cached->code.function_cnt = job->function_cnt;
	cached->code.inlined = job->inlined;
	cached->code.inlined_cnt = job->inlined_cnt;
	cached->names = job->names;
	if (job->object.len) {
		cached->object_id = message_object_id(job->text);
		cached->starts = job->starts;
		cached->start_cnt = job->start_cnt;
		job->starts = NULL;
	} else {
		cached->text = job->text;
		job->text = NULL;
	}
	job->functions = NULL;
	job->inlined = NULL;
	job->names = NULL;
	keep(job->compiler, cached);
	job->compiler->counts.compiled_cnt++;
	job->compiler->counts.unit_cnt++;
	return &cached->code;
}

const struct code *compiler_unit(struct compiler *compiler, struct unpack *in,
				 const char *entry_name, struct library *library, uint32_t *flags,
				 struct str *messages)
{
	struct job job = {.compiler = compiler, .library = library, .messages = messages};
	unsigned char key[KEY_BYTES];
	const struct code *code = NULL;
	struct cached *cached;
	size_t object_len;
	const char *object;
	bool has_homes;

	*flags = job.flags = unpack_u32(in);
	job.text = unpack_text(in);
	literals_mend(job.text);
	job.entry_name = job.flags & UNIT_HAS_ENTRY ? "cicle_entry" : entry_name;
	read_symbols(&job, in);
	read_functions(&job, in);
	has_homes = read_objects(&job, in);
	object = unpack_bytes(in, &object_len);
	str_add(&job.object, object, object_len);
	read_inlined(&job, in);
	if (has_homes && !in->has_failed && resolve_symbols(&job)) {
		make_key(&job, key);
		cached = find(compiler, key);
		if (cached) {
			compiler->counts.reused_cnt++;
			code = &cached->code;
		} else if (!(job.flags & UNIT_TRIED) || job.object.len || does_compile(&job)) {
			code = compile(&job, key);
		}
	}
	release_job(&job);
	return code;
}

// --- places in the code ---------------------------------------------------------------------

static struct cached *unit_among(struct cached *units, const void *pc)
{
	struct cached *cached = units;

	while (cached && ((const unsigned char *)pc < cached->start ||
			  (const unsigned char *)pc >= cached->end))
		cached = cached->hh.next;
	return cached;
}

static struct cached *unit_at(const struct compiler *compiler, const void *pc)
{
	struct cached *cached = unit_among(compiler->statements, pc);

	return cached ? cached : unit_among(compiler->lasting, pc);
}

// Finds the function of the unit that pc is in: the last that starts before it.
static const void *find_function(const struct cached *cached, const void *pc, const char **name)
{
	const void *best = NULL;

	*name = NULL;
	if (cached->code.entry && (const void *)cached->code.entry <= pc)
		best = cached->code.entry;
	for (size_t i = 0; i < cached->code.function_cnt; i++) {
		const void *code = cached->code.functions[i].code;

		if (code <= pc && code > best) {
			best = code;
			*name = cached->names[i];
		}
	}
	return best;
}

// Code of the second compiler that needs no stack makes no frame.
static bool is_frameless(const void *pc)
{
	const struct cached *cached = unit_at(the_compiler, pc);
	const char *text = cached ? cached->object_text : NULL;
	const char *start = NULL;

	for (size_t i = 0; text && i < cached->start_cnt; i++)
		if (text + cached->starts[i] <= (const char *)pc &&
		    (!start || text + cached->starts[i] > start))
			start = text + cached->starts[i];
	return start && !arch_makes_frame((const unsigned char *)start);
}

static void find_place(struct cached *cached, const void *pc, struct code_place *place)
{
	const void *start = find_function(cached, pc, &place->function);

	if (cached->object_id && cached->object_text) {
		place->object = cached->object_id;
		place->text_byte = (uint64_t)((const char *)pc - cached->object_text);
	}
	if (!cached->lines && cached->text)
		cached->lines = lines_new(cached->text);
	if (start && cached->lines)
		lines_find(cached->lines, place->function ? place->function : "cicle_entry",
			   (size_t)((const char *)pc - (const char *)start), &place->file,
			   &place->line);
}

static void forget_lines(struct cached *units)
{
	for (struct cached *cached = units; cached; cached = cached->hh.next) {
		lines_free(cached->lines);
		cached->lines = NULL;
	}
}

void compiler_trace(struct compiler *compiler, const void *const *pcs, size_t cnt,
		    struct code_place *places)
{
	struct cached *cached;

	if (cnt) {
		forget_lines(compiler->lasting);
		forget_lines(compiler->statements);
	}
	for (size_t i = 0; i < cnt; i++) {
		places[i] = (struct code_place){.file = ""};
		cached = unit_at(compiler, pcs[i]);
		if (cached)
			find_place(cached, pcs[i], &places[i]);
	}
}

bool compiler_find_function(const struct compiler *compiler, const void *pc,
			    struct code_function_text *function)
{
	const struct cached *cached = unit_at(compiler, pc);
	const char *name;
	const unsigned char *start = cached ? find_function(cached, pc, &name) : NULL;

	if (!start)
		return false;
	*function = (struct code_function_text){
	    .name = name ? name : "cicle_entry",
	    .text = cached->text,
	    .code = start,
	    .code_bytes = (size_t)(cached->end - start),
	    .object = cached->object_text ? cached->object_id : 0,
	};
	if (function->object)
		function->text_byte = (uint64_t)((const char *)pc - cached->object_text);
	return cached->text || function->object;
}

struct compiler *compiler_new(struct slots *slots)
{
	struct compiler *compiler = mem_zalloc(sizeof *compiler);

	compiler->slots = slots;
	compiler->room = room_new();
	the_compiler = compiler;
	guard_set_code_test(compiler_has_code, is_frameless);
	return compiler;
}

void compiler_each_data(const struct compiler *compiler,
			void (*tell)(void *ctx, const void *start, size_t size_bytes), void *ctx)
{
	room_each_data(compiler->room, tell, ctx);
}

void compiler_counts(const struct compiler *compiler, struct run_counts *counts)
{
	*counts = compiler->counts;
}

// --- preprocessing --------------------------------------------------------------------------

static void print_message(void *opaque, const char *text)
{
	FILE *messages = opaque;

	fprintf(messages, "%s\n", text);
	fflush(messages);
}

// libtcc writes what it preprocessed to stdout, so the child's stdout is the file that the parent
// reads.
static _Noreturn void preprocess_child(const char *text, const struct list *include_dirs,
				       int out_fd, int message_fd)
{
	FILE *messages = fdopen(message_fd, "w");
	const char *own_headers = place_include_dir();
	TCCState *tcc = tcc_new();
	int rc;

	dup2(out_fd, STDOUT_FILENO);
	tcc_set_error_func(tcc, messages, print_message);
	tcc_set_output_type(tcc, TCC_OUTPUT_PREPROCESS);
	tcc_set_options(tcc, "-dD");
	if (own_headers)
		tcc_add_sysinclude_path(tcc, own_headers);
	dialect_for_headers(tcc);
	for (size_t i = 0; i < include_dirs->cnt; i++)
		tcc_add_include_path(tcc, include_dirs->items[i]);
	rc = tcc_compile_string(tcc, text);
	fflush(stdout);
	_exit(rc < 0 ? 1 : 0);
}

// libtcc writes a macro's "##" as the number of its token: "#define INT64_C(c) c<a6>L".
static void restore_pastes(struct str *out)
{
	static const char written[] = "<a6>", meant[] = " ## ";
	char *at = out->len ? out->data : NULL;

	while (at && (at = strstr(at, written))) {
		const char *line = memrchr(out->data, '\n', (size_t)(at - out->data));

		if (!strncmp(line ? line + 1 : out->data, "#define ", 8))
			memcpy(at, meant, sizeof meant - 1);
		at += sizeof written - 1;
	}
}

bool compiler_preprocess(const char *text, size_t len, const struct list *include_dirs,
			 struct str *out, struct str *messages)
{
	int out_fd = memfd_create("cicle-preprocessed", MFD_CLOEXEC);
	int message_fd = memfd_create("cicle-messages", MFD_CLOEXEC);
	char *copy = mem_strndup(text, len);
	int status = -1;
	pid_t pid;

	literals_mend(copy);
	fflush(stdout);
	pid = out_fd < 0 || message_fd < 0 ? -1 : fork();
	if (pid == 0)
		preprocess_child(copy, include_dirs, out_fd, message_fd);
	free(copy);
	if (pid < 0) {
		str_printf(messages, "error: cannot preprocess: %s\n", strerror(errno));
	} else {
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		file_read_fd(out_fd, out);
		restore_pastes(out);
		file_read_fd(message_fd, messages);
	}
	if (WIFSIGNALED(status))
		str_puts(messages, "error: the preprocessor crashed on this text\n");
	close(out_fd);
	close(message_fd);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
