// jit/message.h - what kernel and runner say to each other over their socket.
//
// A message is u32 type, u32 payload length, payload (base/pack.h). The kernel asks, the runner
// answers each request with exactly one message, in order. While code runs, and from threads that
// outlive their cell, it may also speak of its own accord: events, and calls that the kernel
// answers, in any order.
//
//   MESSAGE_PREPROCESS  text
//     MESSAGE_TEXT        u32 ok, text (preprocessed, or "" ), diagnostics
//   MESSAGE_SETTINGS    __STDC_VERSION__ ("": undefined), u32 is strict; include directories, u32
//   (looks for changed files
//                       when it changes), libraries (paths), program name, arguments for main;
//                       lists are u32 count and texts (settings_pack)
//     MESSAGE_SET         per library a text: "", or why it cannot be loaded
//   MESSAGE_SIZE        u32 object count, unit
//     MESSAGE_SIZES       u32 ok, diagnostics, then per object u64 size, u64 alignment, u64 items
//   MESSAGE_RUN         u32 flags (enum run_flag), u32 cell, u32 unit count, units
//     MESSAGE_RESULT      u32 status (enum run_status), diagnostics of the units that are
//                         neither optional nor instrumented, u32 count
//                         and per optional unit u32 ok and diagnostics; then, unless the status is
//                         RUN_NOT_COMPILED: value (bytes, jit/value/value.h), u32 signal, u64 fault
//                         address, u32 fault code, u32 enum fault_access, u32 whether the last
//                         frames but one or but none say who allocated a block, u32 whether the
//                         last one says who freed it, u32 count and per frame of the traceback,
//                         innermost first, function ("" for the entry), file, u32 line, u64
//                         message_object_id() and u64 place in .text when the line is not known;
//                         u32 count and per frame, innermost first, a shot (jit/local/locals.h):
//                         of all frames with RUN_VERBOSE, else at most of the first;
//                         detail (text), u32 exit status, struct run_counts as u64s, u64 compile
//                         ns, u64 link ns (part of it), u64 run ns, u64 user ns,
//                         u64 system ns, profile (bytes: probe_pack with RUN_PROFILED,
//                         lines_pack with RUN_LINES, else empty)
//   MESSAGE_COMPILE     text: a unit that is only to be looked at
//     MESSAGE_OBJECT      u32 ok, ELF object with lines (bytes)
//   MESSAGE_LOAD        u32 first give up all optimised code, u32 unit count, units with UNIT_FAST
//     MESSAGE_LOADED      u32 count and per unit u32 ok, diagnostics
//   MESSAGE_EVENT       u32 kind (enum event_kind), bytes to the end
//   MESSAGE_CALL        u32 kind (enum call_kind), u64 number, bytes to the end
//     MESSAGE_ANSWER      u64 number, u32 ok, bytes to the end
//   MESSAGE_CHECKPOINT  u32 flags (enum checkpoint_flag), u64 what it may cost in ns
//     MESSAGE_CHECKPOINTED u32 status (enum checkpoint_status), u32 process, u64 ns that the fork
//                         took (when not taken: what was expected, in all), u64 ns that a write to
//                         a shared page takes, u64 bytes that the session has, u64 bytes that were
//                         written since the last one; when taken, with the descriptor of the
//                         checkpoint's socket
//   MESSAGE_RESTORE     to a checkpoint: u32 slot count
//     MESSAGE_RESTORED    it is the runner now
//   unit: u32 flags (enum unit_flag), text, symbols, functions, objects:
//     u32 count and per symbol    name, u32 slot (0: a library's), name in C of a library's
//     function
//                                 ("" for all else)
//     u32 count and per function  name in the unit, u32 slot
//     u32 count and per object    u32 slot, u64 size, u64 alignment, u32 thread-local
//     object file                 of the second compiler; empty: libtcc compiles the text
//     with UNIT_FAST: u32 count and per function that it has taken in: u32 slot
#ifndef CICLE_JIT_MESSAGE_H
#define CICLE_JIT_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum message_type {
	MESSAGE_PREPROCESS = 1,
	MESSAGE_TEXT,
	MESSAGE_SIZE,
	MESSAGE_SIZES,
	MESSAGE_RUN,
	MESSAGE_RESULT,
	MESSAGE_SETTINGS,
	MESSAGE_SET,
	MESSAGE_EVENT,
	MESSAGE_CALL,
	MESSAGE_ANSWER,
	MESSAGE_CHECKPOINT,
	MESSAGE_CHECKPOINTED,
	MESSAGE_RESTORE,
	MESSAGE_RESTORED,
	MESSAGE_COMPILE,
	MESSAGE_OBJECT,
	MESSAGE_LOAD,
	MESSAGE_LOADED,
};

// What the runner tells without waiting. jit/ hands kind and bytes on to the session's owner.
enum event_kind {
	EVENT_OUTPUT = 1,  // pieces: u32 cell, u32 fd (1 or 2), text
	EVENT_PROFILE = 2, // of a profile of cicle.h: u64 id, u32 enum profile_news, for a span its
			   // probe_pack() bytes
	EVENT_DISPLAY = 3, // u32 cell, u32 enum display_kind, id, u32 count and per form
			   // mime type, bytes
	EVENT_WIDGET = 4,  // u32 cell, u32 enum widget_news, u32 the widget's number, more
	EVENT_TIMES = 16,  // what %timeit measured (jit/runner/timer.h)
	EVENT_STATUS,      // u32 how a command ended: wait()'s status, or COMMAND_NOT_STARTED
	EVENT_ANSWER,      // u32 what the user said to a question: 1 yes, 0 no (jit/runner/input.h)
};

// EVENT_STATUS of a command that could not be started.
#define COMMAND_NOT_STARTED UINT32_MAX

// What the runner asks and waits for.
enum call_kind {
	CALL_INPUT = 1, // u32 flags (enum input_flag), prompt; the answer is a line without its end
	CALL_PROFILE = 2, // u64 id, u32 enum profile_form, text (a sort key, or a path); the answer
			  // is the table's or the file's bytes, or what is wrong
};

enum display_kind {
	DISPLAY_SHOW = 1,   // id: "" or a name under which it can be updated
	DISPLAY_UPDATE,     // replaces what was shown under the id
	DISPLAY_CLEAR,      // takes away what the cell shows; no forms
	DISPLAY_CLEAR_LATE, // the same, once something else is shown
	DISPLAY_PAGE,       // beside the notebook
};

// EVENT_WIDGET and what is behind its head.
enum widget_news {
	WIDGET_MADE = 1, // u32 enum widget_class, label, WIDGET_NUMBER_CNT doubles as u64
	WIDGET_MOVED,    // the new value
	WIDGET_CLOSED,
	WIDGET_CAPTURE, // an output widget takes what is shown from now on, instead of what it had;
			// u32: the number of the one whose function shows it
	WIDGET_RELEASE,
	COMM_OPENED, // of a comm, by its own number: target, JSON
	COMM_SENT,   // "", JSON
	COMM_ENDED,
};

enum widget_class {
	WIDGET_SLIDER = 1,
	WIDGET_INT_SLIDER,
	WIDGET_BUTTON,
	WIDGET_BAR,
	WIDGET_OUTPUT, // shows what others print
};

#define WIDGET_NUMBER_CNT 4 // value, lowest, highest, step

enum profile_news {
	PROFILE_ENABLED = 1, // it stays so over the end of a cell
	PROFILE_DISABLED,
	PROFILE_SPAN,    // what was counted since it was enabled, or since the cell began
	PROFILE_CLEARED, // or freed
};

enum profile_form {
	PROFILE_TABLE = 1, // pstats' text
	PROFILE_FILE,      // in the format of the path's suffix, .prof without one
};

enum input_flag {
	INPUT_HIDDEN = 1, // a password
};

enum run_flag {
	RUN_PROFILED = 1,     // collect a profile
	RUN_NO_BUILTINS = 2,  // without library functions
	RUN_CLOCK_EXACT = 4,  // every call timed (neither: enum probe_clock's PROBE_ADAPTIVE)
	RUN_CLOCK_COUNTS = 8, // no call timed
	RUN_LINES = 16,       // count and time lines
	RUN_TIME_ORDER = 32,  // when calls were is recorded
	RUN_MEMORY = 64,      // with RUN_PROFILED: note what is allocated, not library calls
	RUN_SETTLED = 256,    // no page is shared with a checkpoint any more when the run begins
	RUN_PROBED = 128,     // functions have probes; the code itself begins and ends collections
	RUN_CHECKED = 4096,   // code is checked: jit/runner/checked.h
	RUN_VERBOSE = 8192,   // a traceback tells the locals of callers, too
};

enum unit_flag {
	UNIT_HAS_ENTRY = 1, // defines `void cicle_entry(void)`
	UNIT_OPTIONAL = 2,  // when it does not compile, its functions are broken and the rest runs
	UNIT_INSTRUMENTED = 4, // its functions replace the plain ones for this run only
	UNIT_TRIED = 8,        // may well not compile; its functions are in an earlier unit, too
	UNIT_FAST = 16,        // optimised code of what is there: functions
			       // (jit/runner/fast.h), or the entry of an earlier unit
};

enum run_status {
	RUN_ENDED,        // the entry returned
	RUN_NOT_COMPILED, // nothing was changed, nothing ran
	RUN_FAULTED,      // a signal, an abort or a failed assertion
	RUN_INTERRUPTED,
	RUN_EXITED, // exit() or a status of main
};

enum checkpoint_flag {
	CHECKPOINT_ASKED = 1, // by the user, who knows why
};

enum checkpoint_status {
	CHECKPOINT_TAKEN,
	CHECKPOINT_HAS_THREADS, // cells' threads run: it could not hold them
	CHECKPOINT_HAS_PIPES,   // open pipes or sockets of cells, which it would keep open
	CHECKPOINT_TOO_LARGE,   // for this machine's memory
	CHECKPOINT_TOO_DEAR,    // it would cost more than it may
	CHECKPOINT_FAILED,      // no process or descriptor is to be had
};

// What a segmentation fault was about.
enum fault_access {
	FAULT_UNKNOWN,
	FAULT_READ,
	FAULT_WRITE,
	FAULT_EXECUTE,
};

struct run_counts {
	uint64_t compiled_cnt; // units compiled since the runner began
	uint64_t reused_cnt;   // units found by their key instead
	uint64_t unit_cnt;     // kept
	uint64_t code_bytes;   // machine code and data of the kept units
	uint64_t link_ns;      // not told as a count
};

// The runner ends with this status when a fault inside of malloc left its lock held.
#define RUNNER_EXIT_LOCKED 70
// And with this one when libtcc found no memory, or crashed where its error path leads nowhere.
#define RUNNER_EXIT_COMPILER 71

// Comes before SIGINT, with the number of interrupts so far: the first also ends cells that ignore
// or block SIGINT, the second those with a handler of their own.
#define SIGNAL_INTERRUPT 62

// No message is longer: a length above this is a damaged stream.
#define MESSAGE_MAX_BYTES (1u << 30)

// Tells which text an object of the second compiler was made of. Never 0.
uint64_t message_object_id(const char *text);

// Appends a message's head for a payload that is appended right after it.
void message_begin(struct str *out, enum message_type type);

// Fills in the length once the payload of the message that begins at start is complete.
void message_end(struct str *out, size_t start);

// Finds the first whole message in a buffer. Returns its total length and fills type and payload
// (borrowed), 0 when more bytes are needed, or -1 with err filled for a damaged stream.
long message_next(const struct str *in, enum message_type *type, const char **payload,
		  size_t *payload_len, struct err *err);

#endif
