// jit/runner/main.c - the runner: compiles and runs what the kernel asks for, one at a time.
//
// It is started by jit/runner.c with its socket as descriptor 3 and ends when the kernel does.
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "base/mem.h"
#include "base/pack.h"
#include "jit/message.h"
#include "jit/runner/arch.h"
#include "jit/runner/channel.h"
#include "jit/runner/checked.h"
#include "jit/runner/checkpoint.h"
#include "jit/runner/compile.h"
#include "jit/runner/dialect.h"
#include "jit/runner/display.h"
#include "jit/runner/fast.h"
#include "jit/runner/guard.h"
#include "jit/runner/hazards.h"
#include "jit/runner/input.h"
#include "jit/runner/library.h"
#include "jit/runner/memory.h"
#include "jit/runner/lines.h"
#include "jit/runner/literals.h"
#include "jit/runner/loaded.h"
#include "jit/runner/origin.h"
#include "jit/runner/output.h"
#include "jit/runner/region.h"
#include "jit/runner/slots.h"
#include "jit/runner/support.h"
#include "jit/runner/swap.h"
#include "jit/runner/user_profile.h"
#include "jit/runner/value.h"
#include "profiler/runtime/heap.h"
#include "profiler/runtime/lines.h"
#include "profiler/runtime/probe.h"

#define STARTED_SOCKET_FD 3
// Each unit takes two buffers of 768 KB from malloc() and gives them back. Without these limits the
// heap gave their pages back to the system each time: 22 page faults a cell.
#define HEAP_KEPT_BYTES (16 * 1024 * 1024)
#define HEAP_MAPPED_BYTES (1024 * 1024)

// So much of a function's code is compared with what it was compiled from.
#define CODE_MAX_BYTES (256 * 1024)

struct runner {
	struct slots *slots;
	struct compiler *compiler;
	struct fast *fast;
	struct library *library;
	struct list include_dirs;
};

// One MESSAGE_RUN.
struct run {
	const struct slots *slots;
	uint32_t flags;            // enum run_flag
	uint32_t cell;             // to which its output belongs
	const struct code *entry;  // the first unit
	const struct code **plain; // the units whose functions stay
	size_t plain_cnt;
	const struct code **fast; // those with optimised code of such functions
	size_t fast_cnt;
	const struct code **instrumented;
	size_t instrumented_cnt;
	struct str messages; // of the first unit
	struct str further;  // packed: per optional unit u32 ok, messages
	uint32_t further_cnt;
	struct guard_end end;
	uint64_t compile_ns, link_ns, run_ns, user_ns, system_ns;
};

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// --- MESSAGE_RUN ----------------------------------------------------------------------------

static void push_code(const struct code ***list, size_t *cnt, const struct code *code)
{
	*list = mem_grow(*list, *cnt + 1, sizeof **list);
	(*list)[(*cnt)++] = code;
}

// Keeps what became of a unit; code is NULL when it did not compile, messages say why.
// Returns false when that ends the run.
static bool keep_unit(struct run *run, const struct code *code, uint32_t flags,
		      const struct str *messages)
{
	bool is_spare = flags & UNIT_FAST || (flags & UNIT_TRIED && !(flags & UNIT_HAS_ENTRY));

	if (flags & UNIT_HAS_ENTRY && (code || !(flags & UNIT_FAST)))
		run->entry = code;
	if (flags & UNIT_OPTIONAL) {
		pack_u32(&run->further, code != NULL);
		pack_bytes(&run->further, str_text(messages), messages->len);
		run->further_cnt++;
	} else if (!is_spare && (!code || !(flags & UNIT_INSTRUMENTED))) {
		str_add(&run->messages, str_text(messages), messages->len);
	}
	if (code && flags & UNIT_INSTRUMENTED)
		push_code(&run->instrumented, &run->instrumented_cnt, code);
	else if (code && flags & UNIT_FAST)
		push_code(&run->fast, &run->fast_cnt, code);
	else if (code)
		push_code(&run->plain, &run->plain_cnt, code);
	return code || flags & UNIT_OPTIONAL || is_spare;
}

// Compiles the units of a run. Returns false when one that must compile does not.
static bool compile_units(struct runner *runner, struct run *run, struct unpack *in, uint32_t cnt)
{
	bool wraps = run->flags & (RUN_PROFILED | RUN_PROBED | RUN_CHECKED) &&
		     !(run->flags & RUN_NO_BUILTINS);
	bool is_good = true;

	for (uint32_t i = 0; i < cnt && is_good && !in->has_failed; i++) {
		struct str messages = {0};
		uint32_t flags;
		const struct code *code =
		    compiler_unit(runner->compiler, in, i == 0 ? "cicle_entry" : NULL,
				  wraps ? runner->library : NULL, &flags, &messages);

		is_good = keep_unit(run, code, flags, &messages);
		str_release(&messages);
	}
	return is_good && run->entry && !in->has_failed;
}

static void set_targets(struct slots *slots, const struct code *const *codes, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++)
		for (size_t j = 0; j < codes[i]->function_cnt; j++)
			slots_set_target(slots, codes[i]->functions[j].slot,
					 codes[i]->functions[j].code);
}

// Remembers where the stubs lead that the instrumented functions will take over.
static void **save_targets(const struct runner *runner, const struct run *run)
{
	void **targets = NULL;
	size_t cnt = 0;

	for (size_t i = 0; i < run->instrumented_cnt; i++) {
		const struct code *code = run->instrumented[i];

		targets = mem_grow(targets, cnt + code->function_cnt, sizeof *targets);
		for (size_t j = 0; j < code->function_cnt; j++)
			targets[cnt++] = slots_target(runner->slots, code->functions[j].slot);
	}
	return targets;
}

static void restore_targets(const struct runner *runner, const struct run *run, void **targets)
{
	size_t at = 0;

	for (size_t i = 0; i < run->instrumented_cnt; i++)
		for (size_t j = 0; j < run->instrumented[i]->function_cnt; j++)
			slots_set_target(runner->slots, run->instrumented[i]->functions[j].slot,
					 targets[at++]);
	free(targets);
}

static enum probe_clock clock_of(uint32_t flags)
{
	if (flags & RUN_CLOCK_EXACT)
		return PROBE_EXACT;
	return flags & RUN_CLOCK_COUNTS ? PROBE_COUNTS : PROBE_ADAPTIVE;
}

static void call_entry(void *arg)
{
	const struct run *run = arg;
	void (*entry)(void);

	memcpy(&entry, &run->entry->entry, sizeof entry);
	if (run->flags & RUN_TIME_ORDER)
		probe_record_order();
	if (run->flags & RUN_PROFILED)
		probe_start(clock_of(run->flags));
	if (run->flags & RUN_LINES)
		lines_start();
	if (run->flags & RUN_MEMORY)
		heap_start();
	if (run->flags & RUN_CHECKED)
		checked_start(run->slots);
	user_profile_resume(run->flags & RUN_PROFILED ? USER_PROFILE_TAKEN
			    : run->flags & RUN_PROBED ? USER_PROFILE_PROBED
						      : USER_PROFILE_PLAIN);
	entry();
	if (guard_is_child()) {
		fflush(NULL);
		_exit(0);
	}
}

static void call_atexit(void *arg)
{
	(void)arg;
	support_run_atexit();
}

static uint64_t time_between(const struct timeval *from, const struct timeval *to)
{
	return (uint64_t)((to->tv_sec - from->tv_sec) * 1000000 + to->tv_usec - from->tv_usec) *
	       1000;
}

static void note_cpu_time(struct run *run, const struct rusage *before)
{
	struct rusage after;

	getrusage(RUSAGE_SELF, &after);
	run->user_ns = time_between(&before->ru_utime, &after.ru_utime);
	run->system_ns = time_between(&before->ru_stime, &after.ru_stime);
}

static void mark_kept(void *ctx, const void *start, size_t size_bytes)
{
	(void)ctx;
	heap_mark(start, size_bytes, memory_read);
}

// Tells blocks that an object of the session leads to from lost ones.
static void stop_heap(struct runner *runner)
{
	heap_stop();
	slots_each_home(runner->slots, mark_kept, NULL);
	compiler_each_data(runner->compiler, mark_kept, NULL);
}

// Where stubs lead to probes or checks, they stay.
static bool can_swap(const struct run *run)
{
	return !run->instrumented_cnt &&
	       !(run->flags & (RUN_PROFILED | RUN_PROBED | RUN_LINES | RUN_MEMORY | RUN_CHECKED));
}

static void run_cell(struct runner *runner, struct run *run)
{
	void **targets;
	struct rusage before;
	uint64_t start;

	for (size_t i = 0; i < run->plain_cnt; i++)
		fast_define(runner->fast, run->plain[i]);
	for (size_t i = 0; i < run->fast_cnt; i++)
		fast_add(runner->fast, run->fast[i]);
	targets = save_targets(runner, run);
	set_targets(runner->slots, run->instrumented, run->instrumented_cnt);
	value_begin(runner->slots);
	origin_set_cell(run->cell);
	output_begin(run->cell);
	input_begin();
	if (run->flags & RUN_SETTLED)
		checkpoint_settle();
	hazards_begin();
	if (can_swap(run))
		swap_begin();
	getrusage(RUSAGE_SELF, &before);
	start = now_ns();
	guard_call(call_entry, run, &run->end);
	run->run_ns = now_ns() - start;
	note_cpu_time(run, &before);
	swap_end();
	user_profile_pause();
	if (run->flags & RUN_MEMORY)
		stop_heap(runner);
	if (run->flags & RUN_CHECKED)
		checked_stop();
	if (run->flags & RUN_PROFILED)
		probe_stop();
	if (run->flags & RUN_LINES)
		lines_stop();
	restore_targets(runner, run, targets);
	if (support_has_atexit() &&
	    (run->end.status == RUN_ENDED || run->end.status == RUN_EXITED)) {
		struct guard_end ignored;

		guard_call(call_atexit, NULL, &ignored);
	}
	support_clear_atexit();
	hazards_end();
	channel_recover();
	display_end();
	input_end();
	output_end();
}

// The frames of the traceback, and behind them the places that a checked run's complaint names.
static void pack_frames(struct runner *runner, const struct guard_end *end, struct str *out)
{
	struct checked_sites sites = checked_take_sites();
	const void *pcs[GUARD_FRAME_MAX + 3];
	struct code_place places[GUARD_FRAME_MAX + 3];
	size_t cnt = end->frame_cnt;

	memcpy(pcs, end->frames, cnt * sizeof *pcs);
	if (sites.allocated_at)
		pcs[cnt++] = (const char *)sites.allocated_at - 1;
	if (sites.freed_at)
		pcs[cnt++] = (const char *)sites.freed_at - 1;
	if (sites.declared_in)
		pcs[cnt++] = sites.declared_in;
	compiler_trace(runner->compiler, pcs, cnt, places);
	pack_u32(out, sites.allocated_at != NULL);
	pack_u32(out, sites.freed_at != NULL);
	pack_u32(out, sites.declared_in != NULL);
	pack_u32(out, sites.declared_line);
	pack_u32(out, sites.object_slot);
	pack_u32(out, (uint32_t)cnt);
	for (size_t i = 0; i < cnt; i++) {
		const char *function = places[i].function;

		pack_text(out, function ? function + strlen("cicle_fn_") : "");
		pack_text(out, places[i].file);
		pack_u32(out, places[i].line);
		pack_u64(out, places[i].object);
		pack_u64(out, places[i].text_byte);
	}
}

// What a frame's locals are read from (jit/local/locals.h).
static void pack_shot(const struct runner *runner, const struct shot *shot, struct str *out)
{
	struct code_function_text function;
	bool is_known = shot->pc && compiler_find_function(runner->compiler, shot->pc, &function);

	pack_u32(out, is_known);
	if (!is_known)
		return;
	pack_text(out, function.name);
	pack_text(out, function.text ? function.text : "");
	pack_bytes(out, (const char *)function.code,
		   function.code_bytes < CODE_MAX_BYTES ? function.code_bytes : CODE_MAX_BYTES);
	pack_u64(out, (uint64_t)((const unsigned char *)shot->pc - function.code));
	pack_u64(out, function.object);
	pack_u64(out, function.text_byte);
	for (size_t i = 0; i < SHOT_REGISTER_CNT; i++)
		pack_u64(out, shot->registers[i]);
	pack_u32(out, shot->known);
	pack_bytes(out, (const char *)shot->vectors, shot->has_vectors ? sizeof shot->vectors : 0);
	pack_u64(out, shot->stack_address);
	pack_u64(out, shot->stack_bytes);
	pack_u64(out, shot->stack_end);
	pack_u64(out, (uint64_t)(uintptr_t)shot_stack());
}

// Of a caller only the frame pointer is known; the stack is the one that was copied.
static void pack_caller(const struct runner *runner, const struct guard_end *end, size_t i,
			struct str *out)
{
	struct shot shot = {
	    .stack_address = end->shot.stack_address,
	    .stack_bytes = end->shot.stack_bytes,
	    .stack_end = end->shot.stack_end,
	};

	if (end->shot.pc && end->pointers[i])
		shot.pc = end->frames[i];
	shot_note(&shot, ARCH_FRAME_REGISTER, end->pointers[i]);
	pack_shot(runner, &shot, out);
}

static void pack_shots(const struct runner *runner, const struct run *run, struct str *out)
{
	const struct guard_end *end = &run->end;
	size_t cnt = run->flags & RUN_VERBOSE ? end->frame_cnt : end->frame_cnt > 0;

	pack_u32(out, (uint32_t)cnt);
	if (cnt)
		pack_shot(runner, &end->shot, out);
	for (size_t i = 1; i < cnt; i++)
		pack_caller(runner, end, i, out);
}

static void pack_heap(struct runner *runner, struct str *out)
{
	size_t cnt = heap_sites(NULL);
	const void **pcs = mem_zalloc((cnt + 1) * sizeof *pcs);
	struct code_place *places = mem_zalloc((cnt + 1) * sizeof *places);
	struct heap_place *heap_places = mem_zalloc((cnt + 1) * sizeof *heap_places);

	heap_sites(pcs);
	compiler_trace(runner->compiler, pcs, cnt, places);
	for (size_t i = 0; i < cnt; i++)
		heap_places[i] = (struct heap_place){places[i].file, places[i].line};
	heap_pack(heap_places, out);
	free(pcs);
	free(places);
	free(heap_places);
}

static void pack_end(struct runner *runner, struct run *run, struct str *out)
{
	struct guard_end *end = &run->end;
	struct run_counts counts;
	struct str profile = {0};

	compiler_counts(runner->compiler, &counts);
	pack_bytes(out, str_text(value_packed()), value_packed()->len);
	pack_u32(out, (uint32_t)end->signal);
	pack_u64(out, (uint64_t)(uintptr_t)end->address);
	pack_u32(out, (uint32_t)end->code);
	pack_u32(out, (uint32_t)end->access);
	pack_frames(runner, end, out);
	pack_shots(runner, run, out);
	pack_text(out, end->detail);
	pack_u32(out, (uint32_t)end->exit_status);
	pack_u64(out, counts.compiled_cnt);
	pack_u64(out, counts.reused_cnt);
	pack_u64(out, counts.unit_cnt);
	pack_u64(out, counts.code_bytes);
	pack_u64(out, run->compile_ns);
	pack_u64(out, run->link_ns);
	pack_u64(out, run->run_ns);
	pack_u64(out, run->user_ns);
	pack_u64(out, run->system_ns);
	if (run->flags & RUN_PROFILED) {
		size_t name_cnt;
		const char *const *names = library_names(runner->library, &name_cnt);

		probe_pack(&profile, names, name_cnt);
	}
	if (run->flags & RUN_MEMORY)
		pack_heap(runner, &profile);
	if (run->flags & RUN_LINES)
		lines_pack(&profile);
	pack_bytes(out, str_text(&profile), profile.len);
	str_release(&profile);
}

static void release_run(struct run *run)
{
	free(run->plain);
	free(run->fast);
	free(run->instrumented);
	str_release(&run->messages);
	str_release(&run->further);
}

static void answer_run(struct runner *runner, struct unpack *in, struct str *out)
{
	struct run run = {.slots = runner->slots};
	struct run_counts counts;
	uint64_t start = now_ns(), linked_ns;
	uint32_t unit_cnt;
	bool is_compiled;

	run.flags = unpack_u32(in);
	library_set_hook(runner->library, run.flags & RUN_MEMORY    ? heap_hook
					  : run.flags & RUN_CHECKED ? checked_hook
								    : NULL);
	run.cell = unpack_u32(in);
	unit_cnt = unpack_u32(in);
	compiler_counts(runner->compiler, &counts);
	linked_ns = counts.link_ns;
	is_compiled = compile_units(runner, &run, in, unit_cnt);
	compiler_counts(runner->compiler, &counts);
	run.compile_ns = now_ns() - start;
	run.link_ns = counts.link_ns - linked_ns;
	if (is_compiled) {
		slots_commit(runner->slots);
		run_cell(runner, &run);
	} else {
		slots_rollback(runner->slots);
		run.end.status = RUN_NOT_COMPILED;
	}
	message_begin(out, MESSAGE_RESULT);
	pack_u32(out, run.end.status);
	pack_bytes(out, str_text(&run.messages), run.messages.len);
	if (is_compiled) {
		pack_u32(out, run.further_cnt);
		str_add(out, str_text(&run.further), run.further.len);
		pack_end(runner, &run, out);
	}
	message_end(out, 0);
	release_run(&run);
	compiler_trim(runner->compiler);
}

// --- the other messages ---------------------------------------------------------------------

struct sizing {
	const struct code *code;
	unsigned long *sizes;
};

static void call_sizes(void *arg)
{
	const struct sizing *sizing = arg;
	void (*fill)(unsigned long *);

	memcpy(&fill, &sizing->code->entry, sizeof fill);
	fill(sizing->sizes);
}

static void answer_size(struct runner *runner, struct unpack *in, struct str *out)
{
	struct str messages = {0};
	uint32_t flags, object_cnt = unpack_u32(in);
	struct sizing sizing;
	struct guard_end end = {.status = RUN_FAULTED};

	sizing.sizes = mem_zalloc(object_cnt * 3 * sizeof *sizing.sizes);
	sizing.code = compiler_unit(runner->compiler, in, "cicle_sizes", NULL, &flags, &messages);
	if (sizing.code)
		guard_call(call_sizes, &sizing, &end);
	message_begin(out, MESSAGE_SIZES);
	pack_u32(out, end.status == RUN_ENDED);
	pack_bytes(out, str_text(&messages), messages.len);
	for (uint32_t i = 0; i < object_cnt * 3; i++)
		pack_u64(out, sizing.sizes[i]);
	message_end(out, 0);
	free(sizing.sizes);
	str_release(&messages);
	compiler_trim(runner->compiler);
}

static void answer_preprocess(const struct runner *runner, struct unpack *in, struct str *out)
{
	struct str text = {0}, messages = {0};
	size_t len;
	const char *source = unpack_bytes(in, &len);
	bool is_ok = compiler_preprocess(source, len, &runner->include_dirs, &text, &messages);

	message_begin(out, MESSAGE_TEXT);
	pack_u32(out, is_ok);
	pack_bytes(out, str_text(&text), text.len);
	pack_bytes(out, str_text(&messages), messages.len);
	message_end(out, 0);
	str_release(&text);
	str_release(&messages);
}

static void answer_compile(struct unpack *in, struct str *out)
{
	char *text = unpack_text(in);
	struct str object = {0};
	bool is_ok;

	literals_mend(text);
	is_ok = lines_object(text, &object);
	message_begin(out, MESSAGE_OBJECT);
	pack_u32(out, is_ok);
	pack_bytes(out, str_text(&object), object.len);
	message_end(out, 0);
	str_release(&object);
	free(text);
}

static void unpack_list(struct unpack *in, struct list *list)
{
	uint32_t cnt = unpack_u32(in);

	for (uint32_t i = 0; i < cnt && !in->has_failed; i++) {
		char *text = unpack_text(in);

		list_add(list, text);
		free(text);
	}
}

static void load_libraries(const struct list *paths, struct str *out)
{
	for (size_t i = 0; i < paths->cnt; i++) {
		struct str why = {0};

		loaded_add(paths->items[i], &why);
		pack_bytes(out, str_text(&why), why.len);
		str_release(&why);
	}
}

static void answer_settings(struct runner *runner, struct unpack *in, struct str *out)
{
	struct list libraries = {0}, args = {0};
	char *version = unpack_text(in);
	char *program;

	dialect_set_standard(version, unpack_u32(in) != 0);
	list_release(&runner->include_dirs);
	unpack_list(in, &runner->include_dirs);
	unpack_u32(in); // only says that this message is another one
	unpack_list(in, &libraries);
	program = unpack_text(in);
	list_add(&args, program);
	unpack_list(in, &args);
	support_set_args(&args);
	message_begin(out, MESSAGE_SET);
	load_libraries(&libraries, out);
	slots_link_libraries(runner->slots, support_find);
	message_end(out, 0);
	free(program);
	free(version);
	list_release(&libraries);
	list_release(&args);
}

static void answer_load(struct runner *runner, struct unpack *in, struct str *out)
{
	bool gives_up = unpack_u32(in) != 0;
	uint32_t cnt = unpack_u32(in);

	if (gives_up)
		fast_give_up_all(runner->fast);
	message_begin(out, MESSAGE_LOADED);
	pack_u32(out, cnt);
	for (uint32_t i = 0; i < cnt && !in->has_failed; i++) {
		struct str messages = {0};
		uint32_t flags;
		const struct code *code =
		    compiler_unit(runner->compiler, in, NULL, NULL, &flags, &messages);

		if (code)
			fast_add(runner->fast, code);
		pack_u32(out, code != NULL);
		pack_bytes(out, str_text(&messages), messages.len);
		str_release(&messages);
	}
	message_end(out, 0);
}

// Answers what came to be loaded while a cell runs.
static void load_waiting(void *arg)
{
	struct runner *runner = arg;

	while (channel_has(MESSAGE_LOAD)) {
		struct str payload = {0}, out = {0};
		struct unpack in;

		channel_receive(&payload);
		in = unpack_from(str_text(&payload), payload.len);
		answer_load(runner, &in, &out);
		channel_send(&out);
		str_release(&out);
		str_release(&payload);
	}
}

static void answer(struct runner *runner, enum message_type type, struct unpack *in)
{
	struct str out = {0};

	if (type == MESSAGE_RUN)
		answer_run(runner, in, &out);
	else if (type == MESSAGE_SIZE)
		answer_size(runner, in, &out);
	else if (type == MESSAGE_LOAD)
		answer_load(runner, in, &out);
	else if (type == MESSAGE_PREPROCESS)
		answer_preprocess(runner, in, &out);
	else if (type == MESSAGE_COMPILE)
		answer_compile(in, &out);
	else if (type == MESSAGE_SETTINGS)
		answer_settings(runner, in, &out);
	else if (type == MESSAGE_CHECKPOINT)
		checkpoint_take(runner->slots, in); // answers itself
	else
		_exit(1); // kernel and runner are of different versions
	if (out.len)
		channel_send(&out);
	str_release(&out);
}

static void serve(struct runner *runner)
{
	for (;;) {
		struct str payload = {0};
		enum message_type type = channel_receive(&payload);
		struct unpack in = unpack_from(str_text(&payload), payload.len);

		guard_begin();
		answer(runner, type, &in);
		str_release(&payload);
	}
}

int main(void)
{
	struct runner runner = {0};
	struct home *homes;

	mallopt(M_TRIM_THRESHOLD, HEAP_KEPT_BYTES);
	mallopt(M_MMAP_THRESHOLD, HEAP_MAPPED_BYTES);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == 1)
		return 0; // the kernel was gone before the line above
	if (!channel_init(STARTED_SOCKET_FD)) {
		fprintf(stderr, "cicle-runner: is started by cicle, which gives it a socket\n");
		return 2;
	}
	homes = homes_map(HOMES_FD, 1);
	close(HOMES_FD);
	if (sodium_init() < 0)
		return 1;
	region_init();
	guard_init();
	output_init();
	input_init();
	guard_set_rescue(output_flush);
	runner.slots = slots_new();
	slots_publish(runner.slots, homes);
	runner.compiler = compiler_new(runner.slots);
	runner.fast = fast_new(runner.slots);
	runner.library = library_new();
	user_profile_init(runner.library);
	checkpoint_init();
	swap_init(runner.slots, load_waiting, &runner);
	serve(&runner);
}
