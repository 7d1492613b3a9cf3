// terminal/repl.c - the prompt: reads cells from a terminal or a pipe, and runs each.
#include "terminal/repl.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/version.h"
#include "terminal/cells.h"
#include "terminal/colour.h"
#include "terminal/editor.h"

#define GREETING                                                             \
	"cicle " CICLE_VERSION                                               \
	" - C with the profiler built in. %lsmagic lists the magics, name? " \
	"explains,\nTab completes, Ctrl-C interrupts, Ctrl-D leaves.\n"

struct repl {
	struct cells cells;
	struct editor *editor;
	struct str text; // the lines of the cell so far
	struct str prompt;
};

// --- completion -----------------------------------------------------------------------------

// Adds a match that goes on from what is typed.
static void add_name(struct list *names, const cJSON *match, const char *typed, size_t len)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(match, "text"));

	if (text && !strncmp(text, typed, len))
		list_add(names, text);
}

// What is typed is the end of the cell's text.
static void complete(void *ctx, const char *line, size_t cursor_byte, struct list *names,
		     size_t *start_byte)
{
	struct repl *repl = ctx;
	struct str code = {0};
	size_t before = repl->text.len, start, end;
	const cJSON *match;
	cJSON *matches;

	str_add(&code, str_text(&repl->text), before);
	str_puts(&code, line);
	matches = interpreter_complete(repl->cells.interpreter, str_text(&code),
				       before + cursor_byte, &start, &end);
	if (start >= before && start <= before + cursor_byte) {
		*start_byte = start - before;
		for (match = matches ? matches->child : NULL; match; match = match->next)
			add_name(names, match, line + *start_byte, cursor_byte - *start_byte);
	}
	cJSON_Delete(matches);
	str_release(&code);
}

// --- a cell's end ---------------------------------------------------------------------------

// "exit", "quit();": who types that means the prompt, not C's function.
static bool is_farewell(const char *text)
{
	static const char *const words[] = {"exit", "quit"};

	text += strspn(text, " \t\n");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t len = strlen(words[i]);

		if (!strncmp(text, words[i], len) && !text[len + strspn(text + len, "(); \t\n")])
			return true;
	}
	return false;
}

// Runs the text so far and forgets it.
static int run_text(struct repl *repl)
{
	int status = 0;

	if (str_text(&repl->text)[strspn(str_text(&repl->text), " \t\r\n")])
		status = cells_run(&repl->cells, str_text(&repl->text));
	str_clear(&repl->text);
	return status;
}

// Tells whether the text so far may run: it is whole, or hopeless.
static bool is_whole(const struct repl *repl, size_t *indent)
{
	*indent = 0;
	return interpreter_is_complete(repl->cells.interpreter, str_text(&repl->text), indent) !=
	       CODE_INCOMPLETE;
}

// --- at a terminal --------------------------------------------------------------------------

// The colours stand between marks, of which libedit takes the columns off.
static void make_prompt(struct repl *repl)
{
	int number = repl->cells.number + 1;

	str_clear(&repl->prompt);
	if (!repl->text.len)
		str_printf(&repl->prompt, "\1\033[32m\1In[%d]:\1\033[0m\1 ", number);
	else
		str_printf(&repl->prompt, "\1\033[32m\1%*s...:\1\033[0m\1 ",
			   snprintf(NULL, 0, "%d", number), "");
}

// The line that was typed takes its colours; not when NO_COLOR asks for none (no-color.org).
static void show_colours(struct repl *repl, const char *line)
{
	const char *no_colour = getenv("NO_COLOR");
	struct str coloured = {0};

	if (no_colour && *no_colour)
		return;
	colour_line(str_text(&repl->text), line, &coloured);
	editor_colour(repl->editor, str_text(&coloured));
	str_release(&coloured);
}

// Reads a cell, line by line. Returns false when the prompt is left.
static bool read_cell(struct repl *repl)
{
	size_t indent = 0;

	for (;;) {
		struct str typed = {0};
		const char *line = "";
		enum editor_end end;

		str_printf(&typed, "%*s", (int)indent, "");
		make_prompt(repl);
		end = editor_read(repl->editor, str_text(&repl->prompt), str_text(&typed), &line);
		str_release(&typed);
		if (end == EDITOR_CLOSED && !cells_take_interrupt(&repl->cells))
			return false;
		if (end != EDITOR_LINE) {
			str_clear(&repl->text);
			return true;
		}
		show_colours(repl, line);
		str_printf(&repl->text, "%s\n", line);
		if (is_whole(repl, &indent))
			return true;
	}
}

static void remember(struct repl *repl)
{
	char *text = mem_strndup(str_text(&repl->text), repl->text.len);
	size_t len = strlen(text);

	while (len && strchr(" \t\n", text[len - 1]))
		text[--len] = '\0';
	if (len)
		editor_remember(repl->editor, text);
	free(text);
}

// Gives the file of the history, in a folder that exists. NULL when there is no place for it. The
// caller frees.
static char *history_path(void)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	struct str path = {0};

	if (state && *state == '/')
		str_puts(&path, state);
	else if (home && *home)
		str_printf(&path, "%s/.local/state", home);
	else
		return NULL;
	str_puts(&path, "/cicle/history");
	for (char *slash = strchr(path.data + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path.data, 0700) < 0 && errno != EEXIST) {
			str_release(&path);
			return NULL;
		}
		*slash = '/';
	}
	return str_take(&path);
}

// --- what goes on while a line is typed -----------------------------------------------------

static size_t late_fds(void *ctx, struct pollfd *fds, size_t cap)
{
	const struct repl *repl = ctx;

	return interpreter_fds(repl->cells.interpreter, fds, cap);
}

static void late_ready(void *ctx, const struct pollfd *fds, size_t cnt)
{
	struct repl *repl = ctx;

	cells_serve_late(&repl->cells, fds, cnt);
}

static void before_late(void *ctx)
{
	const struct repl *repl = ctx;

	editor_erase(repl->editor);
}

static int talk(struct repl *repl, struct err *err)
{
	char *path = history_path();

	repl->editor = editor_new(repl->cells.signal_fd, path, complete, repl, err);
	free(path);
	if (!repl->editor)
		return -1;
	editor_watch(repl->editor, late_fds, late_ready);
	repl->cells.before_late = before_late;
	repl->cells.before_late_ctx = repl;
	repl->cells.is_prompted = true;
	fputs(GREETING, stdout);
	fflush(stdout);
	while (!repl->cells.is_terminated && read_cell(repl)) {
		remember(repl);
		if (is_farewell(str_text(&repl->text)))
			break;
		run_text(repl);
	}
	if (!repl->text.len)
		putchar('\n');
	editor_free(repl->editor);
	return 0;
}

// --- from a pipe ----------------------------------------------------------------------------

// Tells whether a text's first word is this one.
static bool begins_with(const char *text, const char *word)
{
	size_t len = strlen(word);

	text += strspn(text, " \t\r\n");
	return !strncmp(text, word, len) && !isalnum((unsigned char)text[len]) && text[len] != '_';
}

static void run_piped(struct repl *repl, int *status)
{
	int failed = run_text(repl);

	*status = failed ? failed : *status;
}

// A whole `if` waits for the next line, which may be its `else`.
static void read_pipe(struct repl *repl, int *status)
{
	struct str line = {0};
	size_t indent;
	bool is_ready, waits = false;

	while (cells_read_line(&repl->cells, &line)) {
		if (waits && !begins_with(line.data, "else"))
			run_piped(repl, status);
		str_puts(&repl->text, line.data);
		is_ready = is_whole(repl, &indent);
		waits = is_ready && begins_with(str_text(&repl->text), "if");
		if (is_ready && !waits)
			run_piped(repl, status);
	}
	str_release(&line);
	if (!repl->cells.is_terminated)
		run_piped(repl, status);
}

int repl_run(int *status, struct err *err)
{
	bool is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	struct str history_path = {0};
	struct repl repl = {0};
	int rc;

	if (is_terminal)
		history_default_path(&history_path);
	rc = cells_init(&repl.cells, history_path.data, err);
	setlocale(LC_CTYPE, "");
	if (!rc && is_terminal)
		rc = talk(&repl, err);
	else if (!rc)
		read_pipe(&repl, status);
	if (repl.cells.is_terminated)
		*status = STATUS_TERMINATED;
	cells_release(&repl.cells);
	str_release(&history_path);
	str_release(&repl.text);
	str_release(&repl.prompt);
	return rc;
}
