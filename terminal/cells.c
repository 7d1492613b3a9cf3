// terminal/cells.c - runs cells one after the other, and writes what they say to stdout and stderr.
#include "terminal/cells.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/signals.h"
#include "base/str.h"
#include "magics/shown.h"

#define STATUS_FAILED 1
#define STATUS_SIGNAL 128

// --- what a cell says -----------------------------------------------------------------------

static void write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return; // nobody reads it any more
		bytes += n;
		len -= (size_t)n;
	}
}

static void on_stream(void *ctx, int fd, const char *bytes, size_t len)
{
	struct cells *cells = ctx;

	write_all(fd, bytes, len);
	if (fd == STDOUT_FILENO && len)
		cells->ends_in_line = bytes[len - 1] != '\n';
}

static void end_line(struct cells *cells)
{
	write_all(STDOUT_FILENO, "\n", 1);
	cells->ends_in_line = false;
}

// A thread that outlives its cell.
static void on_late(void *ctx, uint32_t cell, int fd, const char *bytes, size_t len)
{
	struct cells *cells = ctx;

	(void)cell;
	if (cells->has_ended && cells->before_late)
		cells->before_late(cells->before_late_ctx);
	on_stream(ctx, fd, bytes, len);
	if (cells->has_ended && len)
		cells->ends_in_line = bytes[len - 1] != '\n';
}

// Writes a line of our own to stdout, below what the cell printed.
static void write_line(struct cells *cells, const char *before, const char *text)
{
	struct str line = {0};

	if (cells->is_prompted && cells->ends_in_line)
		end_line(cells);
	str_puts(&line, before);
	str_puts(&line, text);
	if (line.data[line.len - 1] != '\n')
		str_putc(&line, '\n');
	write_all(STDOUT_FILENO, line.data, line.len);
	cells->ends_in_line = false;
	str_release(&line);
}

static const char *text_of(const cJSON *data)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(data, "text/plain"));

	return text && *text ? text : NULL;
}

static void on_display(void *ctx, const cJSON *data, const cJSON *metadata)
{
	(void)metadata;
	if (text_of(data))
		write_line(ctx, "", text_of(data));
}

// What cicle.h shows: its text, where it has one. There is nothing on a terminal to clear.
static void on_shown(void *ctx, const struct shown *shown)
{
	struct cells *cells = ctx;

	if (shown->data && cells->has_ended && cells->before_late)
		cells->before_late(cells->before_late_ctx);
	if (shown->data)
		on_display(ctx, shown->data, NULL);
}

static void on_result(void *ctx, const cJSON *data, const cJSON *metadata)
{
	struct cells *cells = ctx;
	struct str before = {0};

	(void)metadata;
	if (!text_of(data))
		return;
	free(cells->output);
	cells->output = mem_strdup(text_of(data));
	if (cells->is_prompted)
		str_printf(&before, "\033[31mOut[%d]:\033[0m ", cells->number);
	write_line(cells, str_text(&before), text_of(data));
	str_release(&before);
}

static void on_payload(void *ctx, const cJSON *payload)
{
	on_display(ctx, cJSON_GetObjectItem(payload, "data"), NULL);
}

// --- what a cell reads ----------------------------------------------------------------------

// Shows what is typed at a terminal, or does not.
static void set_echo(bool is_shown)
{
	struct termios mode;

	if (tcgetattr(STDIN_FILENO, &mode) < 0)
		return;
	mode.c_lflag = is_shown ? mode.c_lflag | ECHO : mode.c_lflag & ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
}

static void on_input(void *ctx, const char *prompt, bool is_hidden)
{
	struct cells *cells = ctx;

	write_all(STDOUT_FILENO, prompt, strlen(prompt));
	cells->is_asking = true;
	cells->is_hidden = is_hidden;
	if (is_hidden)
		set_echo(false);
}

static void end_question(struct cells *cells)
{
	if (cells->is_hidden)
		set_echo(true);
	cells->is_asking = cells->is_hidden = false;
}

// Hands in a line when there is one, or the end of stdin.
static void answer(struct cells *cells)
{
	struct str line = {0};
	bool has_line = input_take(&cells->input, &line);

	if (has_line || cells->input.has_ended) {
		end_question(cells);
		if (has_line && line.data[line.len - 1] == '\n')
			line.data[line.len - 1] = '\0';
		interpreter_answer(cells->interpreter, has_line ? line.data : NULL);
		// At a terminal Ctrl-D is the end of one reading only, and Enter was shown.
		cells->input.has_ended = cells->input.has_ended && !isatty(STDIN_FILENO);
		cells->ends_in_line = cells->ends_in_line && !isatty(STDIN_FILENO);
	}
	str_release(&line);
}

// --- how it ends ----------------------------------------------------------------------------

// "SIGSEGV" -> 139
static int status_of_error(const char *ename)
{
	if (!strcmp(ename, "KeyboardInterrupt"))
		return STATUS_SIGNAL + SIGINT;
	for (int i = 1; !strncmp(ename, "SIG", 3) && i < NSIG; i++)
		if (sigabbrev_np(i) && !strcmp(ename + 3, sigabbrev_np(i)))
			return STATUS_SIGNAL + i;
	return STATUS_FAILED;
}

static void on_done(void *ctx, const struct cell_end *end)
{
	struct cells *cells = ctx;
	struct str text = {0};

	cells->has_ended = true;
	cells->status = end->exit_status;
	if (end->is_ok)
		return;
	cells->status = status_of_error(end->ename);
	if (cells->is_prompted && cells->ends_in_line)
		end_line(cells);
	for (size_t i = 0; i < end->traceback_cnt; i++)
		str_printf(&text, "%s\n", end->traceback[i]);
	write_all(STDERR_FILENO, str_text(&text), text.len);
	str_release(&text);
}

// --- the loop -------------------------------------------------------------------------------

bool cells_take_interrupt(struct cells *cells)
{
	bool is_any = false;
	int signal_number;

	while ((signal_number = signals_take(cells->signal_fd))) {
		cells->is_terminated |= signal_number == SIGTERM;
		is_any = true;
	}
	return is_any && !cells->is_terminated;
}

bool cells_read_line(struct cells *cells, struct str *line)
{
	while (!input_take(&cells->input, line)) {
		struct pollfd fds[2] = {{.fd = STDIN_FILENO, .events = POLLIN},
					{.fd = cells->signal_fd, .events = POLLIN}};

		if (cells->input.has_ended || cells->is_terminated)
			return false;
		if (poll(fds, 2, -1) < 0)
			continue; // a signal: it is in the pipe
		if (fds[1].revents) {
			cells_take_interrupt(cells);
			return false;
		}
		if (fds[0].revents)
			input_fill(&cells->input);
	}
	return true;
}

static void wait_and_serve(struct cells *cells)
{
	struct pollfd fds[INTERPRETER_FD_MAX + 2];
	size_t cnt = interpreter_fds(cells->interpreter, fds, INTERPRETER_FD_MAX);

	if (cells->is_asking)
		answer(cells);
	fds[cnt] = (struct pollfd){.fd = cells->signal_fd, .events = POLLIN};
	fds[cnt + 1] =
	    (struct pollfd){.fd = cells->is_asking ? STDIN_FILENO : -1, .events = POLLIN};
	if (poll(fds, cnt + 2, interpreter_timeout_ms(cells->interpreter)) < 0)
		return; // a signal: it is in the pipe
	if (fds[cnt + 1].revents)
		input_fill(&cells->input);
	if (cells_take_interrupt(cells))
		interpreter_interrupt(cells->interpreter);
	interpreter_ready(cells->interpreter, fds, cnt);
}

// Keeps a cell, without the newline of its last line.
static void note_history(struct cells *cells, const char *code)
{
	size_t len = strlen(code);
	char *text;

	while (len && (code[len - 1] == '\n' || code[len - 1] == '\r'))
		len--;
	text = mem_strndup(code, len);
	history_put(cells->history, cells->number, text, cells->output);
	free(text);
	free(cells->output);
	cells->output = NULL;
}

int cells_run(struct cells *cells, const char *code)
{
	bool has_colours = isatty(STDERR_FILENO) && !getenv("NO_COLOR");
	const struct cell_events events = {
	    .ctx = cells,
	    .flags = (cells->is_prompted ? 0 : CELL_TAKES_STATUS) | (has_colours ? 0 : CELL_PLAIN),
	    .label = cells->label,
	    .cell = (uint32_t)++cells->number,
	    .stream = on_stream,
	    .late = on_late,
	    .input = on_input,
	    .display = on_display,
	    .shown = on_shown,
	    .result = on_result,
	    .payload = on_payload,
	    .done = on_done,
	};

	cells->has_ended = false;
	cells->ends_in_line = false;
	cells->status = 0;
	interpreter_start(cells->interpreter, code, cells->number, false, &events);
	while (!cells->has_ended && !cells->is_terminated)
		wait_and_serve(cells);
	end_question(cells);
	note_history(cells, code);
	if (cells->is_prompted && cells->ends_in_line)
		end_line(cells);
	return cells->is_terminated ? STATUS_TERMINATED : cells->status;
}

void cells_serve_late(struct cells *cells, const struct pollfd *fds, size_t cnt)
{
	interpreter_ready(cells->interpreter, fds, cnt);
	if (cells->ends_in_line)
		end_line(cells);
}

// --- life -----------------------------------------------------------------------------------

int cells_init(struct cells *cells, const char *history_path, struct err *err)
{
	*cells = (struct cells){.has_ended = true};
	cells->signal_fd = signals_catch(err);
	if (cells->signal_fd < 0)
		return -1;
	cells->interpreter = interpreter_new(err);
	if (!cells->interpreter)
		return -1;
	cells->history = history_new(history_path);
	interpreter_set_history(cells->interpreter, cells->history);
	return 0;
}

void cells_release(struct cells *cells)
{
	interpreter_free(cells->interpreter);
	history_free(cells->history);
	free(cells->output);
	input_release(&cells->input);
	if (cells->signal_fd >= 0)
		close(cells->signal_fd);
	*cells = (struct cells){.signal_fd = -1};
}
