// jit/settings.h - what cells are compiled and linked with: libraries, macros, flags, the standard.
//
// Two compilers take them. libtcc takes include directories, macros and libraries; gcc or clang
// take all. A flag that only the latter understand is kept for them; when it changes what the code
// does or how fast (-O3, -march=native, -fopenmp), settings_wants_cc() says that they must compile
// it.
//
// Flags have two places: the session's (%cflags, %ldflags, %pkg, ...), and a cell's own, in
// comments:
//
//   //%cflags: -O3 -march=native       only for the functions and statements of this cell
//   //%ldflags: -lm
//   //%args: one "two words"           what main's argv holds behind the program's name
//
// Macros, include directories, libraries and the standard of such a comment stay, as what a #define
// or an #include brings does: later cells, which use this one's declarations, need them.
#ifndef CICLE_JIT_SETTINGS_H
#define CICLE_JIT_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/list.h"
#include "base/str.h"

struct settings {
	const char *cc_path;      // borrowed: the compiler that flags are shown to; NULL: "cc"
	struct list include_dirs; // absolute
	struct list macros;       // lines of C, in order: "#define N 5", "#undef N"
	struct list changes;      // the lines that came since settings_copy(); not copied
	struct list cflags;       // only for gcc or clang; "-include" is followed by its file
	struct list checked;      // flags that the compiler took
	char *standard;           // owned: "c11"; NULL: the compilers' own
	struct list library_dirs; // absolute
	struct list libraries;    // absolute paths, in the order of loading
	uint32_t asked_cnt;    // how often a library was asked for: each time its file is looked at
	struct list args;      // main's, behind its name
	struct list cell_args; // those of the last cell's comments, in place of args; not copied
	char *program;         // owned: main's argv[0]; NULL: "cicle"
};

void settings_release(struct settings *settings);

// Makes to (which is released first) a copy of from.
void settings_copy(struct settings *to, const struct settings *from);

// Tells whether two are the same, apart from what settings_copy() leaves out.
bool settings_are_equal(const struct settings *a, const struct settings *b);

// The functions below return -1 with err filled when an argument is wrong: then some of the others
// may have been taken already. Copy before, to go back.

// Takes words such as "-O3", "-I", "dir", "-DN=5", "-lm". Names the flag that is unknown, or has no
// place here. A flag that only gcc or clang know is shown to the installed one.
int settings_add_cflags(struct settings *settings, const struct list *words, struct err *err);

// Takes words such as "-lgsl", "-Llib", "./libfoo.a".
int settings_add_ldflags(struct settings *settings, const struct list *words, struct err *err);

// Takes what pkg-config says of packages.
int settings_add_packages(struct settings *settings, const struct list *names, struct err *err);

int settings_add_include_dir(struct settings *settings, const char *dir, struct err *err);

// Finds a library (jit/compiler/locate.h) and adds its path, once.
int settings_add_library(struct settings *settings, const char *name, struct err *err);

// text is "NAME", "NAME=VALUE" or "NAME(a,b)=VALUE". is_undefined: "NAME", to be undefined.
int settings_add_macro(struct settings *settings, const char *text, bool is_undefined,
		       struct err *err);

// Takes "c11", "gnu17", "c23", ...
int settings_set_standard(struct settings *settings, const char *name, struct err *err);

// Sets main's argv: its name, and what follows up to a NULL.
void settings_set_args(struct settings *settings, const char *program, char *const *args);

// Takes what the comments of a cell say. Its flags for gcc or clang are checked, not kept.
int settings_add_comments(struct settings *settings, const char *cell_text, struct err *err);

// Appends the lines of C that stand before all else that is preprocessed.
void settings_head(const struct settings *settings, struct str *out);

// Appends what the runner needs to know, as MESSAGE_SETTINGS holds it (jit/message.h).
void settings_pack(const struct settings *settings, struct str *out);

// Appends the arguments with which gcc or clang compile text of a cell: -std, -I, macros, flags,
// then those of the cell's comments. cell_text may be NULL. Part of a unit's key, as they are.
void settings_cc_args(const struct settings *settings, const char *cell_text, struct list *args);

// Tells whether a flag asks for code that only gcc or clang make: the session's, or one of the
// cell's comments (cell_text may be NULL).
bool settings_wants_cc(const struct settings *settings, const char *cell_text);

#endif
