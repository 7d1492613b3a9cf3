// magics/check_magics.c - %%asan, %%ubsan, %%bounds, %%leaks: a cell run under a checker.
#include "magics/magic.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "magics/profile_list.h"
#include "magics/target.h"
#include "profiler/heap_profile.h"

// Enough of the optimiser that what it knows is warned of; calls stay calls, for tracebacks.
#define CODE_FLAGS "-O1", "-fno-inline", "-fno-builtin", "-Wno-attributes"

static const char *const asan_flags[] = {
    CODE_FLAGS,
    "-fsanitize=address",
    "--param=asan-instrumentation-with-call-threshold=0",
    "--param=asan-globals=0",
    "-fsanitize=bounds",
    NULL,
};
// Its -fsanitize=bounds also has pointers into locals trap, without a word. -g1: frames tell their
// locals' lines. -O0: from -O1 on a local array with a constant's value is that constant,
// unchecked.
static const char *const clang_asan_flags[] = {
    CODE_FLAGS,
    "-O0",
    "-g1",
    "-fsanitize=address",
    "-mllvm",
    "-asan-instrumentation-with-call-threshold=0",
    "-mllvm",
    "-asan-globals=0",
    "-fsanitize=array-bounds",
    NULL,
};
static const char *const ubsan_flags[] = {CODE_FLAGS, "-fsanitize=undefined",
					  "-fsanitize=float-divide-by-zero", NULL};
static const char *const bounds_flags[] = {CODE_FLAGS, "-fsanitize=bounds",
					   "-fsanitize=object-size", NULL};

static int find_target(struct target *target, const struct magic_call *call, const char *usage,
		       struct err *err)
{
	struct err ignored = {0};

	if (!target_init(target, call, call->args_byte, usage, &ignored))
		return 0;
	return err_set(err, ERR_USAGE, "there is nothing to run\nusage: %s", usage);
}

static int start(struct interpreter *interpreter, const struct magic_call *call, const char *usage,
		 const char *const *flags, struct err *err)
{
	struct session *session = interpreter_session(interpreter);
	struct list list = {0};
	struct target target;

	if (find_target(&target, call, usage, err))
		return -1;
	if (!session_has_cc(session))
		return err_set(err, ERR_USAGE,
			       "neither gcc nor clang is installed (apt install gcc)");
	for (; *flags; flags++)
		list_add(&list, *flags);
	session_set_checks(session, &list);
	list_release(&list);
	interpreter_run(interpreter, target.start_byte, target.end_byte, SESSION_CHECKED, NULL,
			NULL, NULL);
	return 0;
}

#define ASAN_USAGE "%asan STATEMENT    or    %%asan"
#define UBSAN_USAGE "%ubsan STATEMENT    or    %%ubsan"
#define BOUNDS_USAGE "%bounds STATEMENT    or    %%bounds"
#define LEAKS_USAGE "%leaks STATEMENT    or    %%leaks"

static int run_asan(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	bool is_clang = session_has_clang(interpreter_session(interpreter));

	return start(interpreter, call, ASAN_USAGE, is_clang ? clang_asan_flags : asan_flags, err);
}

static int run_ubsan(struct interpreter *interpreter, const struct magic_call *call,
		     struct err *err)
{
	return start(interpreter, call, UBSAN_USAGE, ubsan_flags, err);
}

static int run_bounds(struct interpreter *interpreter, const struct magic_call *call,
		      struct err *err)
{
	return start(interpreter, call, BOUNDS_USAGE, bounds_flags, err);
}

// --- leaks --------------------------------------------------------------------------------------

struct leak_run {
	struct cell_lines lines;
	char *title;
};

static void free_leak_run(void *state)
{
	struct leak_run *run = state;

	free(run->title);
	free(run);
}

static const char *label_of(void *session, const char *file)
{
	return session_label(session, file);
}

static void add_leak(const struct heap_profile *heap, const struct heap_site *site, struct str *out)
{
	const char *name = heap->profile->functions[site->function].name;

	str_printf(out, "leak: %llu bytes in %llu block%s that ",
		   (unsigned long long)site->lost.bytes, (unsigned long long)site->lost.block_cnt,
		   site->lost.block_cnt == 1 ? "" : "s");
	if (*site->file)
		str_printf(out, "%s:%u", site->file, site->line);
	else
		str_puts(out, "a place that is not known");
	str_printf(out, " in %s%s allocated\n", name, *name == '<' ? "" : "()");
}

static void print_leaks(struct interpreter *interpreter, const struct heap_profile *heap)
{
	struct str text = {0};

	for (size_t i = 0; i < heap->site_cnt; i++)
		if (heap->sites[i].lost.block_cnt)
			add_leak(heap, &heap->sites[i], &text);
	if (!text.len)
		str_printf(&text, "no leaks: %llu allocations, %llu of them freed\n",
			   (unsigned long long)heap->alloc_cnt, (unsigned long long)heap->free_cnt);
	interpreter_print(interpreter, text.data);
	str_release(&text);
}

static int finish_leaks(struct interpreter *interpreter, void *state, struct outcome *outcome,
			struct err *err)
{
	const struct leak_run *run = state;
	struct unpack in = unpack_from(str_text(&outcome->profile), outcome->profile.len);
	struct collect_function *numbers;
	struct heap_profile *heap = NULL;
	struct profile *profile;
	size_t cnt;

	if (!outcome->profile.len)
		return 0; // it did not compile: the error says so
	numbers = profile_numbers(interpreter, run->lines, &cnt);
	profile = collect_profile(&in, numbers, cnt, interpreter_session_name(), run->title,
				  interpreter_label(interpreter), err);
	if (profile)
		heap = heap_profile_read(&in, profile, numbers, cnt, label_of,
					 interpreter_session(interpreter), err);
	if (heap)
		print_leaks(interpreter, heap);
	heap_profile_free(heap);
	profile_free(profile);
	free(numbers);
	return heap ? 0 : -1;
}

static int run_leaks(struct interpreter *interpreter, const struct magic_call *call,
		     struct err *err)
{
	struct leak_run *run;
	struct target target;

	if (find_target(&target, call, LEAKS_USAGE, err))
		return -1;
	run = mem_zalloc(sizeof *run);
	run->lines = (struct cell_lines){target.line, target.line_cnt};
	run->title = target_title(&target, call);
	interpreter_run(interpreter, target.start_byte, target.end_byte,
			SESSION_PROFILED | SESSION_MEMORY | SESSION_NO_VALUE, finish_leaks, run,
			free_leak_run);
	return 0;
}

const struct magic check_magics[] = {
    {
	.name = "asan",
	.kinds = MAGIC_LINE | MAGIC_CELL,
	.usage = ASAN_USAGE,
	.help =
	    "Runs a statement, or the whole cell, and checks each access of memory: the statement\n"
	    "and the functions of the session that it calls are compiled once more for it, by gcc\n"
	    "or clang. An access outside of a block of malloc's, of an object of the session or\n"
	    "of a local, of a freed block, of a local that is gone, and a second free, end the\n"
	    "run; the message says where the block was allocated and freed, or which object it\n"
	    "is. Known are the blocks that this run allocates or frees; an index outside of an\n"
	    "array is told on stderr, too. It runs on the session's data, and leaves them as it "
	    "was when it ended.\n",
	.run = run_asan,
    },
    {
	.name = "bounds",
	.kinds = MAGIC_LINE | MAGIC_CELL,
	.usage = BOUNDS_USAGE,
	.help =
	    "Runs a statement, or the whole cell, and tells on stderr of each index outside of\n"
	    "an array, and of each access outside of an object whose size the compiler knows,\n"
	    "in it and in the functions of the session that it calls. It runs on the session's\n"
	    "data. %asan knows blocks of malloc's, too.\n",
	.run = run_bounds,
    },
    {
	.name = "leaks",
	.kinds = MAGIC_LINE | MAGIC_CELL,
	.usage = LEAKS_USAGE,
	.help = "Runs a statement, or the whole cell, and tells of the blocks that it allocated\n"
		"and that nothing leads to any more, with the line that allocated them. %memprof\n"
		"shows what else was allocated.\n",
	.run = run_leaks,
    },
    {
	.name = "ubsan",
	.kinds = MAGIC_LINE | MAGIC_CELL,
	.usage = UBSAN_USAGE,
	.help =
	    "Runs a statement, or the whole cell, and tells on stderr of what C leaves\n"
	    "undefined: signed overflow, shifts that are too far, division by zero, misaligned\n"
	    "and null pointers, indices outside of arrays. So are the functions of the session\n"
	    "that it calls. It runs on the session's data, and goes on.\n",
	.run = run_ubsan,
    },
    {0},
};
