// magics/setting_magics.c - %lib, %cflags and their like: what cells are compiled and linked with.
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/list.h"
#include "base/mem.h"
#include "jit/compiler/known.h"
#include "jit/compiler/locate.h"
#include "jit/settings.h"
#include "magics/magic.h"

// A change under way.
struct change {
	struct settings before;
	struct list told; // what to say once it has worked
};

// Takes the words of a magic's line. Returns -1 with err filled.
typedef int (*add_fn)(struct settings *settings, const struct list *words, struct err *err);

static void free_change(void *state)
{
	struct change *change = state;

	settings_release(&change->before);
	list_release(&change->told);
	free(change);
}

static void go_back(struct interpreter *interpreter, const struct change *change)
{
	settings_copy(session_settings(interpreter_session(interpreter)), &change->before);
}

static int finish_change(struct interpreter *interpreter, void *state, struct outcome *outcome,
			 struct err *err)
{
	const struct change *change = state;
	struct str text = {0};

	(void)err;
	if (!outcome->is_ok) {
		go_back(interpreter, change);
		return 0;
	}
	list_join(&change->told, "\n", &text);
	if (text.len) {
		str_putc(&text, '\n');
		interpreter_print(interpreter, text.data);
	}
	str_release(&text);
	return 0;
}

static struct change *begin_change(struct interpreter *interpreter)
{
	struct change *change = mem_zalloc(sizeof *change);
	struct settings *settings = session_settings(interpreter_session(interpreter));

	settings_copy(&change->before, settings);
	list_release(&settings->changes);
	return change;
}

// Makes the change known to the session and the runner: the new macros are run as C, the libraries
// are loaded. Takes change.
static void run_change(struct interpreter *interpreter, struct change *change)
{
	struct settings *settings = session_settings(interpreter_session(interpreter));
	struct str text = {0};

	list_join(&settings->changes, "\n", &text);
	list_release(&settings->changes);
	interpreter_run_text(interpreter, str_text(&text), finish_change, change, free_change);
	str_release(&text);
}

static int change_settings(struct interpreter *interpreter, const struct list *words, add_fn add,
			   struct err *err)
{
	struct change *change = begin_change(interpreter);

	if (add(session_settings(interpreter_session(interpreter)), words, err)) {
		go_back(interpreter, change);
		free_change(change);
		return -1;
	}
	run_change(interpreter, change);
	return 0;
}

static int read_words(const struct magic_call *call, struct list *words, struct err *err)
{
	return list_add_words(words, call->text + call->args_byte,
			      call->args_end_byte - call->args_byte, err);
}

static void print_list(struct interpreter *interpreter, const struct list *list)
{
	struct str text = {0};

	for (size_t i = 0; i < list->cnt; i++)
		str_printf(&text, "%s\n", list->items[i]);
	if (!list->cnt)
		str_puts(&text, "(none)\n");
	interpreter_print(interpreter, text.data);
	str_release(&text);
}

// What all magics here do: list without words, else add them.
static int list_or_add(struct interpreter *interpreter, const struct magic_call *call,
		       const struct list *list, add_fn add, struct err *err)
{
	struct list words = {0};
	int rc = read_words(call, &words, err);

	if (!rc && !words.cnt)
		print_list(interpreter, list);
	else if (!rc)
		rc = change_settings(interpreter, &words, add, err);
	list_release(&words);
	return rc;
}

static struct settings *settings_of(struct interpreter *interpreter)
{
	return session_settings(interpreter_session(interpreter));
}

// --- libraries ------------------------------------------------------------------------------

static bool has_header(const char *header)
{
	static const char *const dirs[] = {"/usr/include", "/usr/include/x86_64-linux-gnu",
					   "/usr/local/include"};
	struct str path = {0};
	bool has = false;

	for (size_t i = 0; i < sizeof dirs / sizeof *dirs && !has; i++) {
		str_clear(&path);
		str_printf(&path, "%s/%s", dirs[i], header);
		has = access(path.data, R_OK) == 0;
	}
	str_release(&path);
	return has;
}

// Tells whether a library of the system is there only to be run: /lib/libz.so.1 without the
// libz.so that its package for developers has.
static bool lacks_package(const char *path)
{
	const char *version = strstr(path, ".so.");
	char *link;
	bool lacks;

	if (!version || (strncmp(path, "/lib/", 5) && strncmp(path, "/usr/lib/", 9)))
		return false;
	link = mem_strndup(path, (size_t)(version + 3 - path));
	lacks = access(link, R_OK) != 0;
	free(link);
	return lacks;
}

// Says which package is missing when a library is there and its header is not.
static void tell_package(const char *path, struct list *told)
{
	const struct known_library *known;
	struct str name = {0}, text = {0};

	locate_name(path, &name);
	known = known_library(str_text(&name));
	if (known && !has_header(known->header))
		str_printf(&text, "note: <%s> is not installed; Debian's package is %s",
			   known->header, known->package);
	else if (!known && lacks_package(path))
		str_printf(&text,
			   "note: only '%s' is installed, without headers; Debian's package is "
			   "most likely lib%s-dev",
			   path, name.data);
	if (text.len)
		list_add(told, text.data);
	str_release(&name);
	str_release(&text);
}

static int add_libraries(struct settings *settings, const struct list *words, struct err *err)
{
	for (size_t i = 0; i < words->cnt; i++) {
		const char *name = words->items[i];

		if (settings_add_library(settings, strncmp(name, "-l", 2) ? name : name + 2, err))
			return -1;
	}
	return 0;
}

static int add_told_libraries(struct interpreter *interpreter, const struct list *words,
			      struct err *err)
{
	struct change *change = begin_change(interpreter);
	const struct list *libraries = &settings_of(interpreter)->libraries;

	if (add_libraries(settings_of(interpreter), words, err)) {
		go_back(interpreter, change);
		free_change(change);
		return -1;
	}
	for (size_t i = change->before.libraries.cnt; i < libraries->cnt; i++)
		tell_package(libraries->items[i], &change->told);
	run_change(interpreter, change);
	return 0;
}

static int run_lib(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	struct list words = {0};
	int rc = read_words(call, &words, err);

	if (!rc && !words.cnt)
		print_list(interpreter, &settings_of(interpreter)->libraries);
	else if (!rc)
		rc = add_told_libraries(interpreter, &words, err);
	list_release(&words);
	return rc;
}

static int run_pkg(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	return list_or_add(interpreter, call, &settings_of(interpreter)->libraries,
			   settings_add_packages, err);
}

static int run_ldflags(struct interpreter *interpreter, const struct magic_call *call,
		       struct err *err)
{
	const struct settings *settings = settings_of(interpreter);
	struct list all = {0};
	int rc;

	for (size_t i = 0; i < settings->library_dirs.cnt; i++) {
		struct str text = {0};

		str_printf(&text, "-L%s", settings->library_dirs.items[i]);
		list_add(&all, text.data);
		str_release(&text);
	}
	list_add_all(&all, &settings->libraries);
	rc = list_or_add(interpreter, call, &all, settings_add_ldflags, err);
	list_release(&all);
	return rc;
}

// --- compiling ------------------------------------------------------------------------------

static int add_include_dirs(struct settings *settings, const struct list *words, struct err *err)
{
	for (size_t i = 0; i < words->cnt; i++)
		if (settings_add_include_dir(settings, words->items[i], err))
			return -1;
	return 0;
}

static int run_include_dir(struct interpreter *interpreter, const struct magic_call *call,
			   struct err *err)
{
	return list_or_add(interpreter, call, &settings_of(interpreter)->include_dirs,
			   add_include_dirs, err);
}

// words: the one text of %define, or "-u" and names
static int add_define(struct settings *settings, const struct list *words, struct err *err)
{
	if (strcmp(words->items[0], "-u") != 0)
		return settings_add_macro(settings, words->items[0], false, err);
	if (words->cnt == 1)
		return err_set(err, ERR_USAGE, "%%define -u takes the name of a macro");
	for (size_t i = 1; i < words->cnt; i++)
		if (settings_add_macro(settings, words->items[i], true, err))
			return -1;
	return 0;
}

// The value is the rest of the line, as it is: quotes are C's.
static int run_define(struct interpreter *interpreter, const struct magic_call *call,
		      struct err *err)
{
	const char *text = call->text + call->args_byte;
	size_t len = call->args_end_byte - call->args_byte;
	struct list words = {0};
	int rc = 0;

	while (len && strchr(" \t\r", *text)) {
		text++;
		len--;
	}
	while (len && strchr(" \t\r", text[len - 1]))
		len--;
	if (!len) {
		print_list(interpreter, &settings_of(interpreter)->macros);
		return 0;
	}
	if (len >= 2 && !strncmp(text, "-u", 2))
		rc = read_words(call, &words, err);
	else
		list_add_bytes(&words, text, len);
	if (!rc)
		rc = change_settings(interpreter, &words, add_define, err);
	list_release(&words);
	return rc;
}

// words: flags; "--clear" first forgets those for gcc and clang
static int add_cflags(struct settings *settings, const struct list *words, struct err *err)
{
	struct list rest = {0};
	int rc;

	list_add_all(&rest, words);
	if (!strcmp(words->items[0], "--clear")) {
		list_release(&settings->cflags);
		list_drop(&rest, 0);
	}
	rc = settings_add_cflags(settings, &rest, err);
	list_release(&rest);
	return rc;
}

static int run_cflags(struct interpreter *interpreter, const struct magic_call *call,
		      struct err *err)
{
	struct list all = {0};
	const struct settings *settings = settings_of(interpreter);
	int rc;

	settings_cc_args(settings, NULL, &all);
	rc = list_or_add(interpreter, call, &all, add_cflags, err);
	list_release(&all);
	return rc;
}

static int add_standard(struct settings *settings, const struct list *words, struct err *err)
{
	const char *name = words->items[0];

	if (words->cnt != 1)
		return err_set(err, ERR_USAGE, "%%std takes one standard: %%std c17");
	return settings_set_standard(settings, strncmp(name, "-std=", 5) ? name : name + 5, err);
}

static int run_std(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	const struct settings *settings = settings_of(interpreter);
	struct list now = {0};
	int rc;

	if (settings->standard)
		list_add(&now, settings->standard);
	rc = list_or_add(interpreter, call, &now, add_standard, err);
	list_release(&now);
	return rc;
}

const struct magic setting_magics[] = {
    {
	.name = "cflags",
	.kinds = MAGIC_LINE,
	.usage = "%cflags [--clear] [FLAG...]",
	.help = "Compiles all that follows with FLAGs; without any, lists them.\n"
		"-I, -D, -U, -std, -include hold for every compiler. Others are kept for gcc or "
		"clang;\nsuch as change the code (-O2, -march=native, -fopenmp) have it compiled "
		"by them.\n"
		"Functions keep the flags that they were compiled with until they are redefined.\n"
		"--clear forgets the flags for gcc or clang first.\n"
		"In a cell, a line `//%cflags: FLAG...` holds for that cell.",
	.run = run_cflags,
    },
    {
	.name = "define",
	.kinds = MAGIC_LINE,
	.usage = "%define [NAME[=VALUE] | -u NAME...]",
	.help = "Defines a macro before everything else, as -D does: headers that were included\n"
		"already are read again for what it makes them declare. VALUE is the rest of the\n"
		"line, 1 without it. -u undefines. Without anything, lists the macros.",
	.run = run_define,
    },
    {
	.name = "include_dir",
	.kinds = MAGIC_LINE,
	.usage = "%include_dir [DIR...]",
	.help = "Looks for headers in DIR, too; without one, lists the directories.",
	.run = run_include_dir,
    },
    {
	.name = "ldflags",
	.kinds = MAGIC_LINE,
	.usage = "%ldflags [-lNAME | -LDIR | FILE...]",
	.help = "Loads libraries, as %lib, and says where they are (-L); without anything, lists\n"
		"both. In a cell, a line `//%ldflags: -lNAME` does the same.",
	.run = run_ldflags,
    },
    {
	.name = "lib",
	.kinds = MAGIC_LINE,
	.usage = "%lib [NAME | FILE...]",
	.help = "Loads libraries: by name (%lib gsl), by the name of a version (%lib libz.so.1),\n"
		"or from a file (./libfoo.so, ./libfoo.a, ./foo.o). A file that has changed is "
		"loaded again.\nWithout anything, lists them. libc, libm and libpthread are "
		"always there.",
	.run = run_lib,
    },
    {
	.name = "pkg",
	.kinds = MAGIC_LINE,
	.usage = "%pkg [NAME...]",
	.help = "Takes the flags and libraries of packages that pkg-config knows; without one,\n"
		"lists the libraries.",
	.run = run_pkg,
    },
    {
	.name = "std",
	.kinds = MAGIC_LINE,
	.usage = "%std [c89|c99|c11|c17|c23|gnu11|gnu17|...]",
	.help = "Says which C standard headers and compilers see; without one, tells it.",
	.run = run_std,
    },
    {0},
};
