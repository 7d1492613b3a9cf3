// jit/session.h - the session: runs C texts, one after the other, in one runner process.
//
// Nothing here blocks. A run goes through these states; the arrows are the functions that take
// them when the runner's answer comes:
//
//   IDLE --session_start--> SETTING --take_settings--> PREPROCESSING --take_text--> SIZING
//   SIZING --take_sizes--> TYPING --take_type--> RUNNING; a state that a cell does not need is
//   passed over
//   RUNNING --take_result--> IDLE, or once more RUNNING (a trailing expression without a value)
//   any state --runner_lost--> IDLE with a new runner, or RESTORING a checkpoint, then IDLE
//   IDLE --session_undo, session_restore--> RESTORING --session_take_restored--> IDLE
//   IDLE --session_checkpoint--> CHECKPOINTING --session_take_checkpointed--> IDLE
//
// A cell that libtcc refuses starts over with the second compiler (refuse()). A request whose units
// it must compile waits in CC_COMPILING until their objects are there (take_object()); headers and
// types that only it can tell are asked in CC_PREPROCESSING and CC_TYPING.
#ifndef CICLE_JIT_SESSION_H
#define CICLE_JIT_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"
#include "jit/checkpoint.h"
#include "jit/settings.h"
#include "jit/steps.h"
#include "jit/read/symbol.h"
#include "jit/tier_mode.h"
#include "jit/type/type.h"
#include "jit/value/value.h"

struct session;

enum session_flag {
	SESSION_PROFILED = 1,  // run the statements with every session function instrumented
	SESSION_ANONYMOUS = 2, // the text is no cell's: it is not listed among the sources
	SESSION_NO_VALUE = 4,  // the trailing expression is run, its value not asked for
	// with SESSION_PROFILED:
	SESSION_NO_BUILTINS = 8,   // without library functions
	SESSION_CLOCK_EXACT = 16,  // every call timed (neither: short functions by samples)
	SESSION_CLOCK_COUNTS = 32, // no call timed
	SESSION_TIME_ORDER = 256,  // when calls were is recorded
	SESSION_MEMORY = 512,      // note what is allocated, not library calls
	SESSION_TIMED = 8192,      // the run's time is shown
	// instead of SESSION_PROFILED:
	SESSION_LINES = 64,       // count and time the lines of some functions
	SESSION_CELL_LINES = 128, // and those of the text's own statements
	// with any:
	SESSION_CHECKED = 4096,   // by gcc or clang, with the flags of session_set_checks(), and so
				  // are the functions that it calls, for this run
	SESSION_OPTIMISED = 1024, // the run is over when all functions are optimised
};

// Runs whose times must not hold what checkpoints cost.
#define SESSION_IS_TIMED (SESSION_PROFILED | SESSION_LINES | SESSION_MEMORY | SESSION_TIMED)

// Or'ed with the flags: so many steps (up to VALUE_WHOLE_DEPTH) the value's pointers are followed.
#define SESSION_DEPTH(steps) ((steps) << 16)
#define SESSION_DEPTH_OF(flags) ((flags) >> 16 & 0xff)

// Who is to compile a function that is looked at.
enum session_compiler {
	SESSION_AS_RUN, // who compiled what runs
	SESSION_BY_TCC,
	SESSION_BY_CC,
};

struct session_counts {
	uint64_t compiled_cnt, reused_cnt, unit_cnt, code_bytes; // see struct run_counts
	uint64_t stub_cnt; // functions and objects that were given a slot
};

// Where objects of gcc or clang came from.
struct cache_counts {
	uint64_t memory_cnt; // this session had them
	uint64_t disk_cnt;   // an earlier one had
	uint64_t missed_cnt; // nobody had
	uint64_t compiled_cnt;
};

// How a run ended. Release with outcome_release().
struct outcome {
	bool is_ok;
	int exit_status;      // of exit() or main; 0 when neither ended the run
	char *ename;          // the error's kind, when !is_ok
	char *evalue;         // one line
	struct str traceback; // lines, with ANSI colours
	struct str value;     // the trailing expression's value (value_read()); empty: none
	struct str warnings;  // for stderr
	// probe_pack() bytes with SESSION_PROFILED, lines_pack() bytes with SESSION_LINES, else
	// empty
	struct str profile;
	char *ran; // the text without what a false #if left out; NULL: it did not run, or is
		   // anonymous
	struct str object;            // of session_start_object(): the ELF object file, with lines
	struct str notes;             // and what gcc or clang said
	char *compiler;               // and who made it: "libtcc", "gcc -O2 -march=native"
	uint64_t compile_ns, link_ns; // the runner's; the latter is part of the former
	uint64_t run_ns;
	uint64_t step_ns[STEP_CNT];
	uint64_t user_ns, system_ns; // of the run: CPU time of all threads
};

void outcome_release(struct outcome *outcome);

// Who hears what the runner says of its own accord (jit/message.h). bytes are borrowed for the
// length of the call. Both may come from session_step() at any time, also when idle.
struct session_owner {
	void *ctx;
	void (*event)(void *ctx, uint32_t kind, const char *bytes, size_t len);
	// To be answered with session_answer(), now or later; the code that asks waits for it.
	void (*call)(void *ctx, uint32_t kind, uint64_t number, const char *bytes, size_t len);
};

// Starts a session and its runner. owner is copied. Returns NULL with err filled.
struct session *session_new(const struct session_owner *owner, struct err *err);
void session_free(struct session *session);

// Answers a call. An answer to a call that is not waited for any more does nothing.
void session_answer(struct session *session, uint64_t number, bool is_ok, const char *bytes,
		    size_t len);

// Sets the number under which the output of further runs, and of their threads, is told.
void session_set_cell(struct session *session, uint32_t cell);

// Starts a run. label is what users see as the text's name ("In[3]"). Only when idle.
void session_start(struct session *session, const char *text, const char *label, int flags);

// How a text's functions and statements are compiled (%%jit), now and whenever they are compiled
// again: by gcc or clang, with inline copies of what they call.
struct jit_options {
	struct list flags; // behind the session's; "cc=PATH" chooses a compiler (jit/compiler/cc.h)
	struct list consts; // "n=1024": forms of functions for parameters of that value
	bool is_fresh;      // nothing that was compiled before will do
};

// Adds a constant. Returns -1 with err filled when text is not "NAME=VALUE".
int jit_options_add_const(struct jit_options *options, const char *text, struct err *err);
void jit_options_release(struct jit_options *options);

// Starts a run with options (copied). shown (copied; NULL: text): what messages show instead of
// text, line by line. The outcome has the object, and what the compiler said. Only when idle.
void session_start_jit(struct session *session, const char *text, const char *shown,
		       const char *label, int flags, const struct jit_options *options);

// Starts a run of a text that stands, line by line, for another one, which messages show. It is not
// listed among the sources.
void session_start_as(struct session *session, const char *text, const char *shown,
		      const char *label, int flags);

// Starts a run that runs nothing: compiles one function of the session alone, and hands the object
// out. flags: further ones for gcc or clang. Only when idle.
void session_start_object(struct session *session, const char *name, enum session_compiler compiler,
			  const struct list *flags);

// Sets the flags with which SESSION_CHECKED compiles; copied.
void session_set_checks(struct session *session, const struct list *flags);

// Chooses the functions whose lines SESSION_LINES profiles, until it is called again: by name, or,
// without names, those that the text calls. A text that calls none has its own lines profiled.
void session_choose_lines(struct session *session, const char *const *names, size_t cnt);

// Lists the functions of the last run with SESSION_LINES by their numbers in its profile, where 0
// stands for the text's own statements. Returns how many there are; numbers: NULL, or has room.
size_t session_line_functions(const struct session *session, uint32_t *numbers);

// What is told of how a run ended.
enum traceback_mode {
	TRACEBACK_CONTEXT, // the frames, and the locals of the innermost one
	TRACEBACK_VERBOSE, // the locals of all frames
	TRACEBACK_MINIMAL, // only what happened
};

// Says what is told from now on.
void session_set_traceback(struct session *session, enum traceback_mode mode);
enum traceback_mode session_traceback(const struct session *session);

// Tells that a profile which cells collect themselves is enabled now, or none: until then, the runs
// have probes.
void session_set_collecting(struct session *session, bool is_collecting);

// Takes what the runner said. Returns true when the run is over: outcome is filled. To be called
// after session_start() and whenever the socket is ready, also when idle; outcome must be zeroed.
bool session_step(struct session *session, struct outcome *outcome);

bool session_is_idle(const struct session *session);

// Ends what runs. cnt: the number of this interrupt of the run; the second one also ends code that
// has a SIGINT handler of its own. To be repeated until the run has ended.
void session_interrupt(struct session *session, int cnt);

// Ends the runner, which no interrupt ends: the run ends as one whose runner died. why (borrowed
// for ever) is told.
void session_kill(struct session *session, const char *why);

// The descriptors to poll: the socket (for writing too when session_wants_write()), and the
// runner's stdout and stderr, which the owner reads. -1: there is none now.
int session_socket_fd(const struct session *session);
int session_compiler_fd(const struct session *session); // of the second compiler's process
int session_tier_fd(const struct session *session);     // a clock
int session_tier_compiler_fd(const struct session *session);
int session_output_fd(const struct session *session, int fd);
bool session_wants_write(const struct session *session);

// Says how functions are optimised from now on. Only when idle.
void session_set_tier(struct session *session, enum tier_mode mode);
enum tier_mode session_tier_mode(const struct session *session);

// Gives who optimises and how: "gcc -O3 -march=native ..."; NULL: nobody. Borrowed.
const char *session_tier_compiler(const struct session *session);

// What one function runs as. The strings are borrowed until the next run.
struct tier_row {
	const char *name;
	const char *label; // of its cell
	bool is_fast;      // optimised
	enum tier_state state;
	const char *why;     // of TIER_REFUSED and TIER_LEFT
	uint64_t compile_ns; // 0: it was known
	unsigned written_cnt;
	const char *reason; // why it was written for the compiler last
};

// Lists the session's functions in the order of their making; only: the one of this name, NULL:
// all. The caller frees.
struct tier_row *session_tier_rows(struct session *session, const char *only, size_t *cnt);

struct cache_counts session_cache_counts(const struct session *session);
struct session_counts session_counts(const struct session *session);

// Takes the meaning of a name away: macro, type, function or object. Functions that use it go on
// as they are. Returns false when it means nothing that a cell defined. Only when idle.
bool session_forget(struct session *session, const char *name, size_t len);

// Forgets all that cells defined and included, and starts a new runner: its folder and environment
// are those of this process. Only when idle.
void session_reset(struct session *session);

// Says that a cell begins, which may call session_start() several times, and change settings.
// label: its name; NULL: it is no cell, and cannot be undone.
void session_begin_cell(struct session *session, const char *label);

// Gives in how many milliseconds session_pause() has something to do if nothing else happens; -1:
// never.
int session_pause_ms(const struct session *session);

// Takes a checkpoint when it is time to. To be called when idle.
void session_pause(struct session *session);

// The three below return -1 with err filled, or start what ends with session_step(): the outcome is
// an error when it did not go well. Only when idle. told: what to tell when it did; appended.

// Takes a checkpoint, whatever it costs. One of that name is replaced.
int session_checkpoint(struct session *session, const char *name, struct err *err);

// Goes back before the last cnt cells that changed something: memory, names and settings.
int session_undo(struct session *session, size_t cnt, struct str *told, struct err *err);

// Goes back to a checkpoint.
int session_restore(struct session *session, const char *name, struct str *told, struct err *err);

// Drops a checkpoint. Returns -1 with err filled when there is none of that name.
int session_drop_checkpoint(struct session *session, const char *name, struct err *err);

// Says when checkpoints are taken by themselves. Those there are stay.
void session_set_checkpoints(struct session *session, enum checkpoint_mode mode);

// Gives what there is. Borrowed until the session does anything.
const struct checkpoints *session_checkpoints(struct session *session);
// Gives the runner's process; 0: there is none.
pid_t session_process(const struct session *session);

// Gives the folder that cells run in, which they may change. The caller frees; NULL when the runner
// is gone.
char *session_folder(const struct session *session);

// Gives the value that an object, or a part of one, has now, also while a cell runs
// (jit/value/peek.h). NULL with err filled when it cannot be told. The caller frees with
// values_free().
struct values *session_peek(const struct session *session, struct types *types, const char *text,
			    size_t len, struct err *err);

struct symbols *session_symbols(struct session *session);

// What cells are compiled and linked with. To be changed only when idle; a change takes effect
// with the next run: libraries are loaded then, and when one cannot be, the run fails and the
// settings are again those of the last run.
struct settings *session_settings(struct session *session);

// One function that a profile may name, by its number in the profile (its slot).
struct session_function {
	const char *file; // the label of the cell that defined it
	const char *name;
	uint32_t line;
	uint32_t line_cnt;
	const char *source; // the whole text of that cell, magics blanked out
	bool is_of_cc;      // the last run's form with probes was made by gcc or clang
	bool can_be_fast;   // tier cc takes it, as far as is known
};

// Lists the session's functions, and those of the cell under way, indexed by number; those that are
// none have a NULL name. The caller frees the array; the strings are borrowed until the next run.
struct session_function *session_functions(struct session *session, size_t *cnt);

// Where a function's text stands, as compiled texts call it. Borrowed until the next run.
struct session_place {
	const char *file;
	uint32_t line, line_cnt;
};

// Finds a function of the session. Returns false when there is none of that name.
bool session_find_place(struct session *session, const char *name, struct session_place *place);

// Tells whether there is a second compiler.
bool session_has_cc(const struct session *session);

// Tells whether the second compiler is clang: its flags differ from gcc's.
bool session_has_clang(const struct session *session);

// Tells the same of the compiler of one function, which its cell's options may choose. false when
// no cell defines it.
bool session_function_has_clang(struct session *session, const char *name);

// Gives the text of the cell that compiled texts call file, with blanks where its magics stand.
// Borrowed until the next run; NULL when there is none.
const char *session_source(struct session *session, const char *file);

// Gives the label that a source's compiled name has now.
const char *session_label(struct session *session, const char *file);

#endif
