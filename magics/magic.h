// magics/magic.h - what a magic is, and what it may use.
//
// A magic is a row of a table in its own file: name, usage, help and code side by side. %lsmagic,
// %name? and docs/magics.md come from the rows.
#ifndef CICLE_MAGICS_MAGIC_H
#define CICLE_MAGICS_MAGIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/err.h"
#include "base/str.h"
#include "jit/session.h"
#include "jit/value/value_text.h"
#include "profiler/view.h"

struct interpreter;
struct line_profile;

enum magic_kind {
	MAGIC_LINE = 1, // %name
	MAGIC_CELL = 2, // %%name
};

// What a magic's arguments are, behind its options: what Tab offers there.
enum magic_arguments {
	ARGUMENTS_C, // a statement; the body of a cell magic, too
	ARGUMENTS_NONE,
	ARGUMENTS_PATH,
	ARGUMENTS_NAMES,       // of the session
	ARGUMENTS_MAGICS,      // names of magics
	ARGUMENTS_CHECKPOINTS, // names of checkpoints
	ARGUMENTS_ENV,         // names of environment variables
	ARGUMENTS_XMODE,       // modes of %xmode
	ARGUMENTS_SHELL,       // a command; the body of a cell magic, too
	ARGUMENTS_TEXT,        // nobody knows
};

// How a magic was called. Everything is borrowed for the length of the call.
struct magic_call {
	const char *text;     // the whole cell
	size_t args_byte;     // where the arguments begin in it
	size_t args_end_byte; // the end of their line
	size_t body_byte;     // cell magics: where the body begins; line magics: args_end_byte
	size_t end_byte;      // the end of the body
};

struct magic {
	const char *name;
	int kinds; // enum magic_kind, or'ed
	enum magic_arguments arguments;
	const char *usage;
	const char *help; // sentences; lines separated by \n
	// Does the work, or starts it with interpreter_run(). Returns -1 with err filled for wrong
	// options and for what could not be done.
	int (*run)(struct interpreter *interpreter, const struct magic_call *call, struct err *err);
};

// Finds a magic by its name; NULL when there is none.
const struct magic *magic_find(const char *name, size_t len);

// Gives the i-th magic, by name; NULL behind the last.
const struct magic *magic_at(size_t i);

// Finds the magic whose name is most like a mistyped one; NULL when none is near.
const struct magic *magic_nearest(const char *name, size_t len);

// The tables, one per file.
extern const struct magic asm_magics[]; // ends with a row without name, as all do
extern const struct magic check_magics[];
extern const struct magic checkpoint_magics[];
extern const struct magic compile_magics[];
extern const struct magic heap_magics[];
extern const struct magic jit_magics[];
extern const struct magic limit_magics[];
extern const struct magic line_magics[];
extern const struct magic file_magics[];
extern const struct magic history_magics[];
extern const struct magic name_magics[];
extern const struct magic opt_magics[];
extern const struct magic profile_magics[];
extern const struct magic session_magics[];
extern const struct magic setting_magics[];
extern const struct magic system_magics[];
extern const struct magic tier_magics[];
extern const struct magic time_magics[];
extern const struct magic text_magics[];
extern const struct magic traceback_magics[];
extern const struct magic value_magics[];

// %jit on a line; %%jit and its row are jit_magics.c's.
int tier_run_jit(struct interpreter *interpreter, const struct magic_call *call, struct err *err);

// --- what magics use of the interpreter (interpreter.c) ---

// What is done with a run's outcome. May still take things out of outcome. Returns -1 with err
// filled when the magic fails (the run's own error, if any, is shown all the same). May call
// interpreter_run() again with the same state, unless the run failed.
typedef int (*magic_done_fn)(struct interpreter *interpreter, void *state, struct outcome *outcome,
			     struct err *err);

// For a magic that leaves its run's outcome alone.
int magic_done_nothing(struct interpreter *interpreter, void *state, struct outcome *outcome,
		       struct err *err);

// Runs the bytes [start, end) of the cell as C; done(state) gets the outcome. state is freed
// with free_state (may be NULL) when the run is over. flags: enum session_flag.
void interpreter_run(struct interpreter *interpreter, size_t start_byte, size_t end_byte, int flags,
		     magic_done_fn done, void *state, void (*free_state)(void *state));

// Waits for what the magic has the session do, which is not idle now. The rest as above.
void interpreter_wait(struct interpreter *interpreter, magic_done_fn done, void *state,
		      void (*free_state)(void *state));

// Runs a text of the magic's own as C, under the name of the magic's line. The rest as above.
void interpreter_run_text(struct interpreter *interpreter, const char *text, magic_done_fn done,
			  void *state, void (*free_state)(void *state));

// Runs a text of the magic's own that stands, line by line, for the cell's: messages show the
// cell. The rest as above.
void interpreter_run_as(struct interpreter *interpreter, const char *text, int flags,
			magic_done_fn done, void *state, void (*free_state)(void *state));

// Runs a file's text as C, under the file's name; its definitions stay. The rest as above.
void interpreter_run_file(struct interpreter *interpreter, const char *text, const char *path,
			  magic_done_fn done, void *state, void (*free_state)(void *state));

// Has one function of the session compiled, to be looked at (session_start_object()). The rest as
// above; the outcome has the object.
void interpreter_run_object(struct interpreter *interpreter, const char *function,
			    enum session_compiler compiler, const struct list *flags,
			    magic_done_fn done, void *state, void (*free_state)(void *state));

// Runs a text in place of the cell's C, line by line, compiled with options (session_start_jit()).
// The rest as above.
void interpreter_run_jit(struct interpreter *interpreter, const char *text,
			 const struct jit_options *options, magic_done_fn done, void *state,
			 void (*free_state)(void *state));

// Gives what the last run told last, of one kind (enum event_kind); NULL when it told nothing or
// something else. Borrowed until the next run.
const struct str *interpreter_told(const struct interpreter *interpreter, uint32_t kind);

// Shows a run's value as the cell's, unless more of the cell is to come.
void interpreter_show_value(struct interpreter *interpreter, const struct outcome *outcome);

// The limits of cells (magics/limits.h), and what CICLE_LIMIT says of them. Borrowed.
struct limits;
struct limits *interpreter_limits(struct interpreter *interpreter);
const struct limits *interpreter_ceiling(const struct interpreter *interpreter);

// Sets the limits of the rest of the running cell: copied.
void interpreter_limit_cell(struct interpreter *interpreter, const struct limits *limits);

// Sends an execute_reply payload; shows a mime bundle in the pager. Take what they are given.
void interpreter_payload(struct interpreter *interpreter, cJSON *payload);
void interpreter_page(struct interpreter *interpreter, cJSON *data);

// Writes text to the cell's stderr.
void interpreter_warn(struct interpreter *interpreter, const char *text);

// What magics keep between cells. Borrowed; history may be NULL.
struct history *interpreter_history(struct interpreter *interpreter);
struct aliases *interpreter_aliases(struct interpreter *interpreter); // magics/command.h
struct config *interpreter_config(struct interpreter *interpreter);   // magics/config.h
struct cell_log *interpreter_log(struct interpreter *interpreter);    // magics/export.h
const struct compile_log *interpreter_compile_log(const struct interpreter *interpreter);

struct session *interpreter_session(struct interpreter *interpreter);

// "In[3]": the running cell's name. "" while none runs.
const char *interpreter_label(const struct interpreter *interpreter);

// The running cell's whole text. "" while none runs. Borrowed until it ends.
const char *interpreter_text(const struct interpreter *interpreter);

// 3 of "In[3]".
int interpreter_number(const struct interpreter *interpreter);

// A number for the running cell that its next run has too: by the notebook's id of it, else by its
// text.
uint64_t interpreter_cell_key(const struct interpreter *interpreter);

// Writes text to the cell's stdout.
void interpreter_print(struct interpreter *interpreter, const char *text);

// Lets the cell read a text instead of asking the user.
void interpreter_feed(struct interpreter *interpreter, const char *text, size_t len);

// Shows a mime bundle. Takes data.
void interpreter_display(struct interpreter *interpreter, cJSON *data);

// How values are shown. Borrowed until the next %precision.
const struct value_style *interpreter_style(const struct interpreter *interpreter);

// Sets the format of real numbers: value_format()'s, copied; NULL: the fewest digits.
void interpreter_set_precision(struct interpreter *interpreter, const char *format);

// The notebook's profiles (magics/profile_list.h).
struct profile_list *interpreter_profiles(struct interpreter *interpreter);

// The last line profile; NULL: there is none. Borrowed until the next one.
const struct line_profile *interpreter_lines(const struct interpreter *interpreter);

// Makes a line profile the last one. Takes it.
void interpreter_keep_lines(struct interpreter *interpreter, struct line_profile *profile);

// The profiles that its cells collect themselves (magics/user_profile.h).
struct user_profiles *interpreter_user_profiles(struct interpreter *interpreter);

// Tells how the output that the cell is about to show comes by the view's script.
enum view_script interpreter_view_script(struct interpreter *interpreter);

// The name of the notebook as far as the front end told it, else "session".
const char *interpreter_session_name(void);

// A cJSON string from bytes that may be no valid UTF-8, or hold a terminal's escapes.
cJSON *text_to_json(const char *text);

#endif
