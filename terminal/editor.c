// terminal/editor.c - lines from a terminal, with editing keys, a history and completion.
//
// libedit reads through read_char(), which also watches for signals. The terminal makes no signal
// of Ctrl-C while a line is read (-isig): it is a key like others then.
#include "terminal/editor.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include <histedit.h>

#include "base/mem.h"
#include "base/str.h"

#define HISTORY_MAX 2000
// What libedit is told to be colours in a prompt: they take no columns.
#define ESCAPE_MARK '\1'
#define WIDTH_DEFAULT 80
// Columns of one step of indentation, as magics/assist.c gives them.
#define INDENT 4
// Moves the cursor behind any line.
#define LINE_END (1 << 16)
// Of what is watched besides.
#define WATCHED_MAX 8
// To the first column, and nothing from there on.
#define ERASE "\r\033[J"

struct editor {
	EditLine *edit;
	History *history;
	int signal_fd;
	char *history_path; // owned
	editor_complete_fn complete;
	editor_fds_fn fds; // NULL: nothing else is watched
	editor_ready_fn ready;
	void *ctx;
	const char *prompt; // borrowed during a read
	struct str line;
	bool is_cancelled;
	bool is_erased; // the line is to be drawn again
};

static struct editor *editor_of(EditLine *edit)
{
	struct editor *editor = NULL;

	el_get(edit, EL_CLIENTDATA, &editor);
	return editor;
}

static char *give_prompt(EditLine *edit)
{
	return (char *)editor_of(edit)->prompt;
}

// Waits for a key; does what else there is to do meanwhile. Returns 1, 0 at the end, or -1.
static int wait_for_key(struct editor *editor)
{
	struct pollfd fds[2 + WATCHED_MAX] = {{.fd = STDIN_FILENO, .events = POLLIN},
					      {.fd = editor->signal_fd, .events = POLLIN}};

	for (;;) {
		size_t cnt = editor->fds ? editor->fds(editor->ctx, fds + 2, WATCHED_MAX) : 0;

		if (poll(fds, 2 + cnt, -1) < 0) {
			if (errno != EINTR)
				return -1;
			continue;
		}
		if (fds[1].revents)
			return 0;
		if (cnt)
			editor->ready(editor->ctx, fds + 2, cnt);
		if (editor->is_erased)
			el_set(editor->edit, EL_REFRESH);
		editor->is_erased = false;
		if (fds[0].revents)
			return 1;
	}
}

// Reads one character. Returns 1, 0 at the end, or -1.
static int read_char(EditLine *edit, wchar_t *to)
{
	struct editor *editor = editor_of(edit);
	mbstate_t state = {0};

	for (;;) {
		int rc = wait_for_key(editor);
		char byte;
		size_t len;

		if (rc <= 0)
			return rc;
		if (read(STDIN_FILENO, &byte, 1) != 1)
			return 0;
		len = mbrtowc(to, &byte, 1, &state);
		if (len == (size_t)-2)
			continue; // more bytes belong to it
		if (len == (size_t)-1)
			*to = L'?';
		return 1;
	}
}

static unsigned char on_cancel(EditLine *edit, wint_t key)
{
	(void)key;
	editor_of(edit)->is_cancelled = true;
	el_cursor(edit, LINE_END);
	fputs("^C\n", stdout);
	fflush(stdout);
	return CC_NEWLINE;
}

// --- completion -----------------------------------------------------------------------------

static size_t common_len(const struct list *names)
{
	size_t len = strlen(names->items[0]);

	for (size_t i = 1; i < names->cnt; i++)
		for (size_t j = 0; j < len; j++)
			if (names->items[i][j] != names->items[0][j])
				len = j;
	return len;
}

static size_t terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return WIDTH_DEFAULT;
	return size.ws_col;
}

static void show_names(const struct list *names)
{
	size_t widest = 0, column_cnt;

	for (size_t i = 0; i < names->cnt; i++)
		widest = strlen(names->items[i]) > widest ? strlen(names->items[i]) : widest;
	column_cnt = terminal_width() / (widest + 2);
	column_cnt = column_cnt ? column_cnt : 1;
	for (size_t i = 0; i < names->cnt; i++)
		printf("%s%-*s", i % column_cnt ? "" : "\n", (int)widest + 2, names->items[i]);
	putchar('\n');
	fflush(stdout);
}

static bool is_blank(const char *text, size_t len)
{
	return strspn(text, " \t") >= len;
}

static unsigned char complete(EditLine *edit, const char *line, size_t cursor_byte)
{
	struct editor *editor = editor_of(edit);
	struct list names = {0};
	size_t start = cursor_byte, len, typed_len;
	unsigned char rc = CC_REFRESH_BEEP;

	editor->complete(editor->ctx, line, cursor_byte, &names, &start);
	typed_len = cursor_byte - start;
	len = names.cnt ? common_len(&names) : 0;
	if (len > typed_len) {
		char *text = mem_strndup(names.items[0], len);

		el_deletestr(edit, (int)typed_len);
		el_insertstr(edit, text);
		free(text);
		rc = CC_REFRESH;
	} else if (names.cnt > 1) {
		show_names(&names);
		rc = CC_REDISPLAY;
	}
	list_release(&names);
	return rc;
}

// At the start of a line Tab indents; elsewhere it completes.
static unsigned char on_tab(EditLine *edit, wint_t key)
{
	const LineInfo *info = el_line(edit);
	size_t cursor_byte = (size_t)(info->cursor - info->buffer);
	unsigned char rc;
	char *line;

	(void)key;
	if (is_blank(info->buffer, cursor_byte))
		return el_insertstr(edit, "    ") ? CC_ERROR : CC_REFRESH;
	line = mem_strndup(info->buffer, (size_t)(info->lastchar - info->buffer));
	rc = complete(edit, line, cursor_byte);
	free(line);
	return rc;
}

// A brace that closes a block stands one step to the left of what is in it.
static unsigned char on_brace(EditLine *edit, wint_t key)
{
	const LineInfo *info = el_line(edit);
	size_t cursor_byte = (size_t)(info->cursor - info->buffer);

	(void)key;
	if (cursor_byte >= INDENT && is_blank(info->buffer, cursor_byte))
		el_deletestr(edit, INDENT);
	return el_insertstr(edit, "}") ? CC_ERROR : CC_REFRESH;
}

// --- life -----------------------------------------------------------------------------------

static void set_keys(EditLine *edit)
{
	static const struct {
		const char *key, *command;
	} keys[] = {
	    {"}", "cicle-brace"},
	    {"\t", "cicle-tab"},
	    {"^C", "cicle-cancel"},
	    {"^R", "em-inc-search-prev"},
	    {"\033[1;5C", "em-next-word"},
	    {"\033[1;5D", "ed-prev-word"},
	    {"\033[3~", "ed-delete-next-char"},
	    {"\033[H", "ed-move-to-beg"},
	    {"\033[F", "ed-move-to-end"},
	    {"^D", "em-delete-or-list"},
	    {"^W", "ed-delete-prev-word"},
	};

	// The narrow form of EL_ADDFN never frees its copies of the names.
	el_set(edit, EL_EDITOR, "emacs");
	el_wset(edit, EL_ADDFN, L"cicle-tab", L"complete or indent", on_tab);
	el_wset(edit, EL_ADDFN, L"cicle-brace", L"close a block", on_brace);
	el_wset(edit, EL_ADDFN, L"cicle-cancel", L"forget what is typed", on_cancel);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		el_set(edit, EL_BIND, keys[i].key, keys[i].command, NULL);
	el_set(edit, EL_SETTY, "-d", "-isig", NULL);
}

struct editor *editor_new(int signal_fd, const char *history_path, editor_complete_fn complete_fn,
			  void *ctx, struct err *err)
{
	struct editor *editor = mem_zalloc(sizeof *editor);
	HistEvent event;

	editor->edit = el_init("cicle", stdin, stdout, stderr);
	editor->history = history_init();
	if (!editor->edit || !editor->history) {
		err_set(err, ERR_SYSTEM, "cannot use the terminal");
		editor_free(editor);
		return NULL;
	}
	editor->signal_fd = signal_fd;
	editor->history_path = history_path ? mem_strdup(history_path) : NULL;
	editor->complete = complete_fn;
	editor->ctx = ctx;
	el_set(editor->edit, EL_CLIENTDATA, editor);
	el_set(editor->edit, EL_GETCFN, read_char);
	el_set(editor->edit, EL_PROMPT_ESC, give_prompt, ESCAPE_MARK);
	history(editor->history, &event, H_SETSIZE, HISTORY_MAX);
	history(editor->history, &event, H_SETUNIQUE, 1);
	if (history_path)
		history(editor->history, &event, H_LOAD, history_path);
	el_set(editor->edit, EL_HIST, history, editor->history);
	set_keys(editor->edit);
	return editor;
}

void editor_free(struct editor *editor)
{
	HistEvent event;

	if (!editor)
		return;
	if (editor->history && editor->history_path)
		history(editor->history, &event, H_SAVE, editor->history_path);
	if (editor->history)
		history_end(editor->history);
	if (editor->edit)
		el_end(editor->edit);
	str_release(&editor->line);
	free(editor->history_path);
	free(editor);
}

// Tells whether more was typed already: pasted text has its own indentation.
static bool has_input(void)
{
	struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};

	return poll(&fd, 1, 0) > 0;
}

enum editor_end editor_read(struct editor *editor, const char *prompt, const char *typed,
			    const char **line)
{
	const char *text;
	int len;

	editor->prompt = prompt;
	editor->is_cancelled = false;
	if (*typed && !has_input())
		el_push(editor->edit, typed);
	text = el_gets(editor->edit, &len);
	str_clear(&editor->line);
	if (!text || len <= 0)
		return EDITOR_CLOSED;
	if (editor->is_cancelled)
		return EDITOR_CANCELLED;
	str_add(&editor->line, text, (size_t)len);
	while (editor->line.len && strchr("\r\n", editor->line.data[editor->line.len - 1]))
		editor->line.data[--editor->line.len] = '\0';
	*line = str_text(&editor->line);
	return EDITOR_LINE;
}

// Gives the columns that a prompt takes: what stands between marks takes none.
static size_t prompt_columns(const char *prompt)
{
	size_t cnt = 0;
	bool is_escape = false;

	for (; *prompt; prompt++) {
		if (*prompt == ESCAPE_MARK)
			is_escape = !is_escape;
		else
			cnt += !is_escape;
	}
	return cnt;
}

// Gives the columns that a text takes; 0 when that cannot be told.
static size_t text_columns(const char *text)
{
	size_t cnt = mbstowcs(NULL, text, 0);
	wchar_t *wide = cnt == (size_t)-1 ? NULL : mem_zalloc((cnt + 1) * sizeof *wide);
	int columns = 0;

	if (wide) {
		mbstowcs(wide, text, cnt + 1);
		columns = wcswidth(wide, cnt);
	}
	free(wide);
	return columns > 0 ? (size_t)columns : 0;
}

void editor_colour(struct editor *editor, const char *coloured)
{
	size_t before = prompt_columns(editor->prompt), width = terminal_width();
	size_t columns = text_columns(str_text(&editor->line));

	// A line that ends at the edge may or may not have made the terminal go down.
	if (!columns || before >= width || (before + columns) % width == 0)
		return;
	printf("\033[%zuA\r\033[%zuC%s\n", (before + columns) / width + 1, before, coloured);
	fflush(stdout);
}

void editor_watch(struct editor *editor, editor_fds_fn fds, editor_ready_fn ready)
{
	editor->fds = fds;
	editor->ready = ready;
}

void editor_erase(struct editor *editor)
{
	if (editor->is_erased)
		return;
	fputs(ERASE, stdout);
	fflush(stdout);
	editor->is_erased = true;
}

void editor_remember(struct editor *editor, const char *text)
{
	HistEvent event;

	history(editor->history, &event, H_ENTER, text);
}
