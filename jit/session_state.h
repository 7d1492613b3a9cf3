// jit/session_state.h - what a session is made of: for the files that are its parts, and no others.
#pragma once

#include "base/pack.h"
#include "jit/compiler/cc.h"
#include "jit/compiler/cc_cache.h"
#include "jit/read/cell.h"
#include "jit/checkpoint.h"
#include "jit/line_choice.h"
#include "jit/local/locals.h"
#include "jit/read/preprocess.h"
#include "jit/request.h"
#include "jit/runner.h"
#include "jit/session.h"
#include "jit/sources.h"
#include "jit/steps.h"
#include "jit/tier.h"
#include "jit/unit.h"

enum phase {
	PHASE_IDLE,
	PHASE_SETTING,
	PHASE_PREPROCESSING,
	PHASE_CC_PREPROCESSING, // the second compiler reads what libtcc cannot
	PHASE_CC_COMPILING,     // it makes an object that the request needs
	PHASE_CC_TYPING,
	PHASE_SIZING,
	PHASE_TYPING,
	PHASE_RUNNING,
	PHASE_CHECKPOINTING, // the user asked for a checkpoint
	PHASE_RESTORING,     // one becomes the runner
	PHASE_OBJECT,        // one function is compiled to be looked at (session_object.c)
	PHASE_CC_OBJECT,     // the same, by the second compiler
	PHASE_LOCALS,        // libtcc compiles a function that failed again, for its locals
	PHASE_CC_TRACING,    // the second compiler compiles again, for the lines of a traceback
	PHASE_CC_LOCATING,   // addr2line looks them up
	PHASE_OPTIMISING,    // the cell has run; the optimising tier is waited for
	PHASE_FAILED,        // over before anything was sent: session_step() hands the outcome out
};

// Declarations, borrowed from the session's table.
struct decl_list {
	struct decl **items; // owned
	size_t cnt, cap;
};

struct header_text {
	char *text;     // declarations point into it
	uint64_t order; // of the first of them
	struct header_text *next;
};

// One frame of a traceback.
struct frame {
	char *function; // "" for the cell's statements
	char *file;
	uint32_t line;
	uint64_t object;    // of the second compiler's code, whose lines are looked up; else 0
	uint64_t text_byte; // in that object
	struct shot shot;   // what its locals are read from
	bool has_locals;    // they have been asked for
	struct locals_text locals; // what is told of them
};

// How a run ended, as the runner told.
struct fault {
	enum run_status status;
	uint32_t signal;
	uint64_t address;
	uint32_t code;
	enum fault_access access;
	struct frame *frames; // innermost first
	size_t frame_cnt;
	// The last frames are no calls: who did that to a block, where a local was declared.
	bool has_allocated, has_freed, has_declared;
	uint32_t declared_line; // 0: that of the last frame
	uint32_t object_slot;   // of the session object that a checked run complains of; 0: of none
	char *detail;
	uint32_t exit_status;
	struct local_marks marks; // while PHASE_LOCALS
	size_t asked;             // of which frame
};

// The fields above "the run under way" outlive a run.
struct session {
	struct session_owner owner;
	struct symbols symbols;
	struct preprocess preprocess;
	struct runner runner;
	bool is_lost;         // the runner ended while idle: the next run tells
	uint32_t cell_number; // told with each run
	struct cc cc;
	struct cc_cache cc_cache;
	struct cache_counts cache_counts;
	struct tier tier;
	struct sources sources;
	struct header_text *headers;
	uint32_t next_slot;
	uint32_t jit_cnt; // runs of texts with options of their own
	struct session_counts counts;
	struct settings settings;
	struct settings accepted; // as they were when the runner last took them all
	struct str sent;          // settings_pack() bytes that the runner has
	struct checkpoints checkpoints;
	uint64_t definition_cnt;  // counts the changes of what names mean
	struct str loss;          // while PHASE_RESTORING: how the runner ended; empty: it did not
	unsigned long thread_cnt; // before it, more or less (session_checkpoint.c)
	struct str gone;          // and the names whose memory went with it

	// the run under way
	enum phase phase;
	struct source *source;
	int flags;
	enum phase next_phase; // when the request is sent
	struct cell cell;
	struct request request; // the runner's next one
	bool wants_cc;          // a flag asks for the second compiler
	bool uses_cc;           // the second compiler compiles the whole cell
	bool is_interrupted;    // what is not compiled yet need not be
	bool shows_value;
	enum traceback_mode traceback;
	bool is_collecting; // a profile of cicle.h is enabled, over the ends of cells
	bool is_probed;     // this run's functions have probes
	struct slot_set
	    circular; // functions that call each other in circles: session_jit_prepare()
	struct slot_set probed_by_cc; // those whose probes are in tier cc's code
	bool has_lost_functions;      // a new runner does not have the session's functions yet
	char *masked;                 // the cell's text, while PHASE_CC_PREPROCESSING
	struct str cc_messages;       // of its objects in this run
	struct str tcc_messages;      // why libtcc could not
	struct fault fault;           // while PHASE_CC_TRACING and PHASE_CC_LOCATING
	struct str missed; // names that a macro pastes together: found missing by the compiler
	struct decl_list dependents; // functions that are compiled again with this run
	struct decl_list dropped;    // objects whose type changed
	struct decl_list left;       // functions of another program, which stay as they were
	struct line_choice line_choice;
	struct steps steps;
	struct list checks;     // flags of SESSION_CHECKED
	struct str notes;       // what the optimiser said of a text with options
	struct outcome outcome; // of PHASE_FAILED, and warnings gathered so far
};

// --- session.c -------------------------------------------------------------------------------

// Starts a run of session->source.
void session_start_source(struct session *session, const char *text, int flags);

// Fills an error outcome. Takes nothing; evalue and traceback are copied.
void outcome_set_error(struct outcome *outcome, const char *ename, const char *evalue,
		       const char *traceback);

// Forgets the run: the session is idle.
void session_end_run(struct session *session);

// Adds a compiler's messages to the warnings, as users read them.
void session_warn(struct session *session, const char *messages, struct outcome *outcome);

// Takes what the second compiler said of a unit: warnings are told apart from what its optimiser
// says of itself.
void session_take_messages(struct session *session, const char *messages);

// --- session_request.c: what the runner and the second compiler are asked -----------------------

// -> PHASE_PREPROCESSING
void session_send_text(struct session *session);

// Starts the second compiler with the flags of a unit; the phase is then the given one. Returns -1
// when it does not start, which is logged.
int session_start_cc(struct session *session, enum cc_job job, const char *text,
		     const struct list *flags, enum phase phase);

// Has the next object made that the request needs (-> PHASE_CC_COMPILING), or sends the request
// (-> session->next_phase).
void session_advance_request(struct session *session);

// Notes the names that messages miss and the session has. Returns true when there is a new one: it
// is worth another try.
bool session_note_missed(struct session *session, const char *messages);

// -> PHASE_SIZING
void session_send_sizes(struct session *session);

// -> PHASE_TYPING | PHASE_CC_TYPING
void session_send_typing(struct session *session);

// -> PHASE_RUNNING, by way of PHASE_CC_COMPILING where objects are needed
void session_send_run(struct session *session);

// As session_send_run(), with the type of the trailing expression (copied; NULL: not known).
void session_run_with_type(struct session *session, const char *type);

// Gives the text that a function has in this run: the cell's new one, or the session's.
const struct function *session_current_function(const struct cell *cell, const struct decl *decl);

// Appends the flags that the second compiler has for the functions of a cell.
void session_cc_flags(struct session *session, const char *file, struct list *flags);

// --- session_jit.c: texts with options of their own --------------------------------------------

bool session_is_jit(struct session *session, const char *file);

// Looks, for such a text, which of the functions that it leads to are not to be inlined. Comes
// before unit_init() of the unit that session_jit_inline() is then called with.
void session_jit_prepare(struct session *session, const char *file, const char *text);

// Adds the functions that a unit of such a text calls, for inlining. Else does nothing.
void session_jit_inline(struct session *session, const char *file, struct unit *unit);

// Adds to the dependents the functions that have taken in what the cell redefines.
void session_jit_find_dependents(struct session *session);

// Makes the cell's functions test for the constants that its text has. Returns -1 with err filled
// when one is no parameter.
int session_jit_specialise(struct session *session, struct err *err);

// --- session_object.c: one function compiled alone -----------------------------------------------

// "gcc -O3 -march=native": a compiler with those of its flags that say something. The caller frees.
char *session_describe_cc(const struct session *session, const struct list *flags);

// OBJECT | CC_OBJECT -> over. object is taken when is_ok.
void session_take_object(struct session *session, bool is_ok, struct str *object,
			 const char *messages, struct outcome *outcome);

// Starts a compiler with the flags of a unit, in the folder that cells see. Returns -1 with err
// filled.
int session_start_compiler(struct session *session, struct cc *cc, enum cc_job job,
			   const char *text, const struct list *flags, struct err *err);

// --- session_cache.c: what the second compiler was asked before ----------------------------------

// Finds an answer on the disk. Returns false when there is none; else the caller releases result.
bool session_find_answer(struct session *session, enum cc_job job, const char *text,
			 const struct list *flags, struct cc_result *result);
void session_keep_answer(struct session *session, enum cc_job job, const char *text,
			 const struct list *flags, const struct cc_result *result);

// Finds the object of a text, and appends what the compiler said when it made it, in an earlier
// session. NULL: there is none. Borrowed until the next object is kept.
const struct str *session_find_object(struct session *session, const char *text,
				      const struct list *flags, struct str *messages);

// Keeps an object; takes result->output.
void session_keep_object(struct session *session, const char *text, const struct list *flags,
			 struct cc_result *result);

// --- tier.c: the optimising tier -----------------------------------------------------------------

void session_tier_init(struct session *session);
void session_tier_release(struct session *session);

// Does what is due. To be called often.
void session_tier_step(struct session *session);

// Notes that the cell under way begins to run: what it defines is compiled if it runs for long.
void session_tier_note_start(struct session *session);

// Notes that the cell under way ran: what it changed is compiled anew.
void session_tier_note(struct session *session);

// Notes that the cell under way will not run: texts may have been written as if it had.
void session_tier_take_back(struct session *session);

// Has everything compiled and loaded once more: the session is another one.
void session_tier_reset(struct session *session);

// Notes that the runner is a new one, which has loaded nothing: what the old one did not answer is
// not waited for.
void session_tier_note_restart(struct session *session);

// Takes MESSAGE_LOADED.
void session_tier_loaded(struct session *session, struct unpack *in);

// Tells whether something is to be compiled or loaded.
bool session_tier_is_pending(const struct session *session);

// Begins a run. is_waited_for: it is over when nothing is pending any more.
void session_tier_begin(struct session *session, bool is_waited_for);

// Has the statements of a cell compiled, unless they are already waiting. Takes text and flags.
void session_tier_want(struct session *session, const char *file, struct str *text,
		       struct list *flags);

// Ends the wait.
void session_tier_interrupt(struct session *session);

// Tells whether a function's stub leads to optimised code.
bool session_tier_is_fast(const struct session *session, uint32_t slot);

// Tells whether optimised code could be had of a function that has none, as far as is known.
bool session_tier_could(const struct session *session, const struct decl *decl,
			const struct function *function);

// --- dependents.c: what a change means to the rest of the session --------------------------------

void decl_list_add(struct decl_list *list, struct decl *decl);

// Finds the objects to drop and the functions to compile again after the cell's changes.
void session_find_dependents(struct session *session);

// Notes whether a function that was compiled again did compile.
void session_settle_dependent(struct session *session, struct decl *decl, bool is_ok,
			      const char *messages, struct outcome *outcome);

// Takes from a result what became of the functions that were compiled again.
void session_take_dependents(struct session *session, struct unpack *in, struct outcome *outcome);

// --- session_checkpoint.c: going back ------------------------------------------------------------

// Notes that the cell under way is going to change the session: before the first change of a cell a
// checkpoint may be taken. flags: enum session_flag.
void session_note_change(struct session *session, int flags);

// Takes MESSAGE_CHECKPOINTED, in any state. CHECKPOINTING -> over
bool session_take_checkpointed(struct session *session, struct unpack *in, struct outcome *outcome);

// RESTORING -> over
bool session_take_restored(struct session *session, struct outcome *outcome);

// When the runner has ended, goes back to the last checkpoint (-> PHASE_RESTORING); how: in words.
// Returns false when there is none.
bool session_return_after_loss(struct session *session, const char *how);

// After memory was lost that came after a snapshot (NULL: all): takes the names away that had it.
// The other functions are compiled again with the next run.
void session_drop_newer(struct session *session, const struct snapshot *snapshot);

// Appends which names went, and forgets them.
void session_tell_gone(struct session *session, struct str *text);

// Appends what memory is like after a fault.
void session_tell_memory(const struct session *session, struct str *text);

// --- traceback.c: how a run ended, with the lines of each frame ----------------------------------

// Takes from a result how the run ended.
void session_take_end(struct session *session, enum run_status status, struct unpack *in,
		      struct outcome *outcome);

// Has the next unit compiled again with its lines (-> PHASE_CC_TRACING). Returns true when all is
// known: the run is over, and outcome tells of it.
bool session_advance_trace(struct session *session, struct outcome *outcome);

// CC_TRACING -> CC_LOCATING | as session_advance_trace()
bool session_take_traced(struct session *session, struct cc_result *result,
			 struct outcome *outcome);

// CC_LOCATING -> CC_TRACING (the next unit) | over
bool session_take_lines(struct session *session, struct cc_result *result, struct outcome *outcome);

void fault_release(struct fault *fault);

// --- session_locals.c: the locals of the frame that failed, and of its callers ------------------

// Has libtcc compile the function of the next frame once more (-> PHASE_LOCALS). Returns false when
// there is nothing to ask.
bool session_start_locals(struct session *session);

// Tells whether an object is to be compiled with what session_debug_locals() reads.
bool session_wants_debug(const struct session *session, uint64_t object);

// Tells the locals of the frames in an object that the second compiler made with debug information.
void session_debug_locals(struct session *session, uint64_t object, const struct str *text);

// LOCALS -> as session_advance_trace()
bool session_take_locals(struct session *session, struct unpack *in, struct outcome *outcome);
