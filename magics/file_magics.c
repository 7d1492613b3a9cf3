// magics/file_magics.c - %load, %save, %%writefile, %run, %export: cells and files.
#include "magics/magic.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/list.h"
#include "base/mem.h"
#include "jit/settings.h"
#include "magics/export.h"
#include "magics/history_range.h"
#include "magics/options.h"

#define LOAD_USAGE "%load [-r FIRST-LAST] FILE | RANGE..."
#define SAVE_USAGE "%save [-a] [-f] FILE RANGE..."
#define WRITEFILE_USAGE "%%writefile [-a] FILE"
#define RUN_USAGE "%run FILE.c [ARGUMENT...]"
#define EXPORT_USAGE "%export FILE.c"
#define FILE_MAX_BYTES (16u << 20)

// The options of a magic's line and the words behind them.
struct words {
	struct options options;
	struct list list;
};

static int read_words(struct words *words, const struct magic_call *call, const char *letters,
		      const char *usage, struct err *err)
{
	*words = (struct words){0};
	if (options_init(&words->options, call->text, call->args_byte, call->args_end_byte, letters,
			 NULL, usage, err))
		return -1;
	if (list_add_words(&words->list, call->text + words->options.rest_byte,
			   call->args_end_byte - words->options.rest_byte, err)) {
		options_release(&words->options);
		return -1;
	}
	if (words->list.cnt)
		return 0;
	options_release(&words->options);
	return err_set(err, ERR_USAGE, "a file is missing\nusage: %s", usage);
}

static void release_words(struct words *words)
{
	options_release(&words->options);
	list_release(&words->list);
}

static char *home_path(const char *path)
{
	const char *home = getenv("HOME");
	struct str out = {0};

	if (path[0] == '~' && path[1] == '/' && home)
		str_printf(&out, "%s%s", home, path + 1);
	else
		str_puts(&out, path);
	return str_take(&out);
}

static bool is_there(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0;
}

// --- %load ----------------------------------------------------------------------------------

static int read_lines(const char *text, long *first, long *last, struct err *err)
{
	char *end;

	*first = strtol(text, &end, 10);
	*last = *first;
	if (end == text)
		*first = 1;
	if (*end == '-')
		*last = end[1] ? strtol(end + 1, &end, 10) : LONG_MAX;
	if (*end && *end != '-')
		return err_set(err, ERR_USAGE, "-r takes lines such as 3-10, not '%s'\nusage: %s",
			       text, LOAD_USAGE);
	if (*first < 1 || *last < *first)
		return err_set(err, ERR_USAGE, "there are no lines '%s'", text);
	return 0;
}

// Keeps some lines of a text.
static void cut_lines(struct str *text, long first, long last)
{
	const char *start = str_text(text), *end;

	for (long line = 1; line < first && *start; line++)
		start += strcspn(start, "\n") + (start[strcspn(start, "\n")] != '\0');
	end = start;
	for (long line = first; line <= last && *end; line++)
		end += strcspn(end, "\n") + (end[strcspn(end, "\n")] != '\0');
	text->len = (size_t)(end - str_text(text));
	if (text->data)
		text->data[text->len] = '\0';
	str_drop(text, (size_t)(start - str_text(text)));
}

static int load_source(struct interpreter *interpreter, const struct words *words, struct str *out,
		       struct err *err)
{
	const char *lines = options_get(&words->options, 'r');
	char *path = home_path(words->list.items[0]);
	long first, last;
	int rc;

	if (is_there(path) || !history_range_is(words->list.items[0]))
		rc = file_read(path, FILE_MAX_BYTES, out, err);
	else
		rc =
		    history_range_text(interpreter_history(interpreter), &words->list, 0, out, err);
	if (!rc && lines) {
		rc = read_lines(lines, &first, &last, err);
		if (!rc)
			cut_lines(out, first, last);
	}
	free(path);
	return rc;
}

static int run_load(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	struct str source = {0}, cell = {0};
	struct words words;
	cJSON *payload;

	if (read_words(&words, call, "r:", LOAD_USAGE, err))
		return -1;
	if (load_source(interpreter, &words, &source, err)) {
		release_words(&words);
		str_release(&source);
		return -1;
	}
	str_printf(&cell, "// %%load");
	str_add(&cell, call->text + call->args_byte, call->args_end_byte - call->args_byte);
	str_printf(&cell, "\n%s", str_text(&source));
	payload = cJSON_CreateObject();
	cJSON_AddStringToObject(payload, "source", "set_next_input");
	cJSON_AddItemToObject(payload, "text", text_to_json(cell.data));
	cJSON_AddTrueToObject(payload, "replace");
	interpreter_payload(interpreter, payload);
	release_words(&words);
	str_release(&source);
	str_release(&cell);
	return 0;
}

// --- writing --------------------------------------------------------------------------------

static int write_file(const char *path, bool is_appended, const char *text, size_t len,
		      struct err *err)
{
	FILE *file;

	if (!is_appended)
		return file_replace(path, text, len, err);
	file = fopen(path, "a");
	if (!file)
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
	fwrite(text, 1, len, file);
	if (fclose(file))
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
	return 0;
}

static void say(struct interpreter *interpreter, const char *what, const char *path)
{
	struct str line = {0};

	str_printf(&line, "%s %s\n", what, path);
	interpreter_print(interpreter, line.data);
	str_release(&line);
}

static int run_writefile(struct interpreter *interpreter, const struct magic_call *call,
			 struct err *err)
{
	struct words words;
	struct str body = {0};
	bool is_appended, was_there;
	char *path;
	int rc;

	if (read_words(&words, call, "a", WRITEFILE_USAGE, err))
		return -1;
	str_add(&body, call->text + call->body_byte, call->end_byte - call->body_byte);
	if (body.len && body.data[body.len - 1] != '\n')
		str_putc(&body, '\n');
	is_appended = options_get(&words.options, 'a') != NULL;
	path = home_path(words.list.items[0]);
	was_there = is_there(path);
	rc = words.list.cnt > 1
		 ? err_set(err, ERR_USAGE, "one file at a time\nusage: %s", WRITEFILE_USAGE)
		 : write_file(path, is_appended, str_text(&body), body.len, err);
	if (!rc)
		say(interpreter,
		    is_appended ? "Appending to"
		    : was_there ? "Overwriting"
				: "Writing",
		    path);
	free(path);
	str_release(&body);
	release_words(&words);
	return rc;
}

// "notes" is notes.c
static char *save_path(const char *given)
{
	const char *slash = strrchr(given, '/');
	struct str path = {0};
	char *home = home_path(given);

	str_printf(&path, "%s%s", home, strchr(slash ? slash : given, '.') ? "" : ".c");
	free(home);
	return str_take(&path);
}

static int save(struct interpreter *interpreter, const struct words *words, const char *path,
		struct err *err)
{
	bool is_appended = options_get(&words->options, 'a') != NULL;
	struct str text = {0}, line = {0};
	int rc;

	if (is_there(path) && !is_appended && !options_get(&words->options, 'f'))
		return err_set(err, ERR_USAGE, "'%s' is there: -f writes over it, -a behind it",
			       path);
	rc = history_range_text(interpreter_history(interpreter), &words->list, 1, &text, err);
	if (!rc)
		rc = write_file(path, is_appended, str_text(&text), text.len, err);
	if (!rc) {
		str_printf(&line, "The following commands were written to file `%s`:\n%s", path,
			   str_text(&text));
		interpreter_print(interpreter, line.data);
	}
	str_release(&text);
	str_release(&line);
	return rc;
}

static int run_save(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	struct words words;
	char *path;
	int rc;

	if (read_words(&words, call, "af", SAVE_USAGE, err))
		return -1;
	path = save_path(words.list.items[0]);
	rc = words.list.cnt < 2
		 ? err_set(err, ERR_USAGE, "a range is missing\nusage: %s", SAVE_USAGE)
		 : save(interpreter, &words, path, err);
	free(path);
	release_words(&words);
	return rc;
}

// --- %run -----------------------------------------------------------------------------------

// What main's arguments were before.
static int finish_run(struct interpreter *interpreter, void *state, struct outcome *outcome,
		      struct err *err)
{
	struct settings *settings = session_settings(interpreter_session(interpreter));
	struct list *before = state;

	(void)err;
	list_release(&settings->args);
	list_add_all(&settings->args, before);
	interpreter_show_value(interpreter, outcome);
	return 0;
}

static void free_list(void *state)
{
	list_release(state);
	free(state);
}

static int run_run(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	struct settings *settings = session_settings(interpreter_session(interpreter));
	struct list *before;
	struct str text = {0};
	struct words words;
	char *path;

	if (read_words(&words, call, "", RUN_USAGE, err))
		return -1;
	path = home_path(words.list.items[0]);
	if (file_read(path, FILE_MAX_BYTES, &text, err) || memchr(str_text(&text), 0, text.len)) {
		err_set(err, ERR_FORMAT, "'%s' is no C text", path);
		str_release(&text);
		free(path);
		release_words(&words);
		return -1;
	}
	before = mem_zalloc(sizeof *before);
	list_add_all(before, &settings->args);
	list_release(&settings->args);
	for (size_t i = 1; i < words.list.cnt; i++)
		list_add(&settings->args, words.list.items[i]);
	interpreter_run_file(interpreter, str_text(&text), path, finish_run, before, free_list);
	str_release(&text);
	free(path);
	release_words(&words);
	return 0;
}

// --- %export --------------------------------------------------------------------------------

static int run_export(struct interpreter *interpreter, const struct magic_call *call,
		      struct err *err)
{
	struct str text = {0};
	struct words words;
	char *path;
	int rc;

	if (read_words(&words, call, "", EXPORT_USAGE, err))
		return -1;
	path = save_path(words.list.items[0]);
	export_program(interpreter_log(interpreter),
		       session_symbols(interpreter_session(interpreter)), &text);
	rc = words.list.cnt > 1 ? err_set(err, ERR_USAGE, "one file\nusage: %s", EXPORT_USAGE)
				: file_replace(path, text.data, text.len, err);
	if (!rc)
		say(interpreter, "Writing", path);
	free(path);
	str_release(&text);
	release_words(&words);
	return rc;
}

#define WRITEFILE_HELP "Writes the cell into a file.\n-a  appends it to what is there."

const struct magic file_magics[] = {
    {
	.name = "export",
	.kinds = MAGIC_LINE,
	.usage = EXPORT_USAGE,
	.help = "Writes one C program that does what the notebook did: the definitions as they\n"
		"are now, and the statements of all cells that ran well, in order, in main().\n"
		"Of equal cells the last run counts. Values of trailing expressions are not "
		"printed.",
	.arguments = ARGUMENTS_PATH,
	.run = run_export,
    },
    {
	.name = "file",
	.kinds = MAGIC_CELL,
	.usage = "%%file [-a] FILE",
	.help = WRITEFILE_HELP,
	.arguments = ARGUMENTS_PATH,
	.run = run_writefile,
    },
    {
	.name = "load",
	.kinds = MAGIC_LINE,
	.usage = LOAD_USAGE,
	.help = "Puts a file, or cells of the history, in the place of this cell.\n"
		"-r FIRST-LAST  only these lines.\n"
		"RANGE is as in %history.",
	.arguments = ARGUMENTS_PATH,
	.run = run_load,
    },
    {
	.name = "run",
	.kinds = MAGIC_LINE,
	.usage = RUN_USAGE,
	.help = "Runs a C file as a cell: its definitions stay, and its main gets the arguments.",
	.arguments = ARGUMENTS_PATH,
	.run = run_run,
    },
    {
	.name = "save",
	.kinds = MAGIC_LINE,
	.usage = SAVE_USAGE,
	.help = "Writes cells of the history into a file; without a suffix, it is .c.\n"
		"-a  appends to it.\n"
		"-f  writes over it.\n"
		"RANGE is as in %history.",
	.arguments = ARGUMENTS_PATH,
	.run = run_save,
    },
    {
	.name = "writefile",
	.kinds = MAGIC_CELL,
	.usage = WRITEFILE_USAGE,
	.help = WRITEFILE_HELP,
	.arguments = ARGUMENTS_PATH,
	.run = run_writefile,
    },
    {0},
};
