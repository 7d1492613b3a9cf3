// terminal/run.c - the command that runs a program or a notebook.
#include "terminal/run.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "profiler/export.h"
#include "terminal/cells.h"
#include "terminal/notebook.h"

#define FILE_MAX_BYTES (256u << 20)

struct request {
	const char *path;    // "-": stdin
	const char *label;   // of the text in errors; NULL: its cells' numbers
	const char *profile; // where the profile goes; NULL: none is made
	char **args;         // the program's
};

// request: ['--profile' out | '--profile=' out]... ['--'] file arg...
static int read_args(char **args, struct request *request, struct err *err)
{
	static const char option[] = "--profile";

	for (; *args && **args == '-' && strcmp(*args, "-") != 0; args++) {
		if (!strcmp(*args, "--")) {
			args++;
			break;
		}
		if (!strncmp(*args, option, strlen(option)) && (*args)[strlen(option)] == '=')
			request->profile = *args + strlen(option) + 1;
		else if (!strcmp(*args, option) && args[1])
			request->profile = *++args;
		else
			return err_set(err, ERR_USAGE,
				       "cicle run: '%s' is no option, or lacks its value", *args);
	}
	if (!*args) {
		err_set(err, ERR_USAGE, "cicle run takes a file");
		return -1;
	}
	request->path = *args;
	request->args = args + 1;
	return request->profile && !export_find(request->profile, NULL, err) ? -1 : 0;
}

static int read_text(const char *path, struct str *text, struct err *err)
{
	const char *file = strcmp(path, "-") != 0 ? path : "/dev/stdin";

	if (file_read(file, FILE_MAX_BYTES, text, err))
		return -1;
	if (memchr(str_text(text), '\0', text->len))
		return err_set(err, ERR_FORMAT, "'%s' is no text: it holds a NUL", path);
	return 0;
}

static bool is_notebook(const char *path, const struct str *text)
{
	size_t len = strlen(path);

	if (len > 6 && !strcmp(path + len - 6, ".ipynb"))
		return true;
	return !strcmp(path, "-") && str_text(text)[strspn(str_text(text), " \t\r\n")] == '{' &&
	       strstr(str_text(text), "\"cell_type\"");
}

// Makes cells of a file. A program is one; its line "#!/usr/bin/env -S cicle run" is a comment.
static int read_cells(struct request *request, struct notebook *notebook, struct err *err)
{
	const char *path = request->path;
	struct str text = {0};
	int rc = read_text(path, &text, err);

	if (!rc && is_notebook(path, &text)) {
		rc = notebook_read(notebook, text.data, err);
	} else if (!rc) {
		if (text.len > 1 && !memcmp(text.data, "#!", 2))
			memcpy(text.data, "//", 2);
		notebook_add(notebook, str_text(&text), false);
		request->label = strcmp(path, "-") != 0 ? path : "<stdin>";
	}
	str_release(&text);
	return rc;
}

// Runs the cells up to the first that fails, and writes the profile of those that ran.
static int run_cells(const struct request *request, const struct notebook *notebook,
		     struct cells *cells, int *status, struct err *err)
{
	cells->label = request->label;
	interpreter_set_args(cells->interpreter, request->path, request->args);
	if (request->profile)
		interpreter_profile(cells->interpreter, request->path);
	for (size_t i = 0; i < notebook->cnt && *status == 0; i++) {
		*status = cells_run(cells, notebook->cells[i].text);
		if (notebook->cells[i].may_fail && !cells->is_terminated)
			*status = 0;
	}
	if (!request->profile || cells->is_terminated)
		return 0;
	return interpreter_write_profile(cells->interpreter, request->profile, err);
}

int run_run(char **args, int *status, struct err *err)
{
	struct request request = {.path = ""};
	struct notebook notebook = {0};
	struct cells cells = {.signal_fd = -1};
	int rc = -1;

	if (!read_args(args, &request, err) && !read_cells(&request, &notebook, err) &&
	    !cells_init(&cells, NULL, err))
		rc = run_cells(&request, &notebook, &cells, status, err);
	cells_release(&cells);
	notebook_release(&notebook);
	return rc;
}
