// jit/runner/support.h - what units are linked with beside the session: libraries and our own.
#ifndef CICLE_JIT_RUNNER_SUPPORT_H
#define CICLE_JIT_RUNNER_SUPPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/list.h"

// Finds a library's function or object by its linker name: those that the runner replaces (exit,
// longjmp, a failed assert), then the libraries that the user asked for, then everything loaded.
// Returns NULL when nobody has it.
void *support_find(const char *name);

// support_find() for the second compiler's code, which may also need its run-time libraries
// (libgcc's complex and 128-bit arithmetic, OpenMP, atomics): they are loaded when a name needs
// one. is_clangs: the code is clang's, else gcc's.
void *support_find_for_cc(const char *name, bool is_clangs);

// Lets code run on the main thread's stack: where the second compiler builds the addresses of
// nested functions.
void support_allow_code_on_stack(void);

// Gives the name under which the runner replaces a library's function by this one; NULL: it is none
// of those.
const char *support_name(const void *address);

// One name and address that every unit is linked with.
struct support_symbol {
	const char *name;
	void *address;
};

// Gives the symbols that compiled code may use without naming them in its text.
const struct support_symbol *support_symbols(size_t *cnt);

// Gives those of units that read libtcc's own declarations (dialect_has_builtins()).
const struct support_symbol *support_builtins(size_t *cnt);

// Sets the argv of a cell's main, its name included: copied. Before, it is "cicle" alone.
void support_set_args(const struct list *args);

// Tells whether the cell's code registered anything with atexit().
bool support_has_atexit(void);

// Runs what the cell's code registered with atexit(), last first.
void support_run_atexit(void);

// Takes the handlers away without running them.
void support_clear_atexit(void);

#endif
