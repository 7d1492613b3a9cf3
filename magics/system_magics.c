// magics/system_magics.c - %cd, %pwd, %env, %%sh, %%bash, %alias: the system around the cells.
#include "magics/magic.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/pack.h"
#include "jit/message.h"
#include "magics/command.h"

#define CD_USAGE "%cd [-q] [FOLDER | -]"
#define ENV_USAGE "%env [NAME | NAME=VALUE | NAME VALUE]"
#define ALIAS_USAGE "%alias [NAME COMMAND]"
#define SCRIPT_MAX_BYTES (120 * 1024) // some less than one argument may have

// Gives the arguments without blanks around them. The caller frees.
static char *arguments_of(const struct magic_call *call)
{
	size_t start = call->args_byte, end = call->args_end_byte;

	while (start < end && isspace((unsigned char)call->text[start]))
		start++;
	while (end > start && isspace((unsigned char)call->text[end - 1]))
		end--;
	return mem_strndup(call->text + start, end - start);
}

// Runs a call of one of the runner's functions (jit/runner/shell.h).
static void run_call(struct interpreter *interpreter, const char *function, const char *a,
		     const char *b, magic_done_fn done, char *state)
{
	struct str text = {0};

	str_printf(&text, "{extern void %s();%s(", function, function);
	if (a)
		command_literal(&text, a, strlen(a));
	else
		str_puts(&text, "(char*)0");
	if (b) {
		str_putc(&text, ',');
		command_literal(&text, b, strlen(b));
	}
	str_puts(&text, ");}");
	interpreter_run_text(interpreter, text.data, done, state, free);
	str_release(&text);
}

// --- %cd, %pwd ------------------------------------------------------------------------------

// state: "q" or "", and the folder.
static int finish_cd(struct interpreter *interpreter, void *state, struct outcome *outcome,
		     struct err *err)
{
	const char *text = state;
	const struct str *told = interpreter_told(interpreter, EVENT_STATUS);
	struct str line = {0};
	char *folder;

	if (!outcome->is_ok)
		return 0;
	if (told) {
		struct unpack in = unpack_from(told->data, told->len);

		return err_set(err, ERR_SYSTEM, "cannot go to '%s': %s", text + 1,
			       strerror((int)unpack_u32(&in)));
	}
	folder = session_folder(interpreter_session(interpreter));
	if (folder && text[0] != 'q') {
		str_printf(&line, "%s\n", folder);
		interpreter_print(interpreter, line.data);
	}
	str_release(&line);
	free(folder);
	return 0;
}

// "~/x", "-" (where we were before), "" (home). Returns NULL with err filled when that is nowhere.
// The kernel is in the same folder as the cells (interpreter.c), so OLDPWD is as good as theirs.
static char *target_folder(const char *given, struct err *err)
{
	const char *home = getenv("HOME");
	const char *before = getenv("OLDPWD");
	struct str path = {0};

	if (!strcmp(given, "-")) {
		if (before)
			return mem_strdup(before);
		err_set(err, ERR_USAGE, "there is no folder to go back to");
		return NULL;
	}
	if ((!*given || (given[0] == '~' && (!given[1] || given[1] == '/'))) && home)
		str_printf(&path, "%s%s", home, *given ? given + 1 : "");
	else
		str_puts(&path, *given ? given : ".");
	return str_take(&path);
}

static char *without_quotes(const char *text)
{
	size_t len = strlen(text);
	bool is_quoted =
	    len >= 2 && (text[0] == '"' || text[0] == '\'') && text[len - 1] == text[0];

	return is_quoted ? mem_strndup(text + 1, len - 2) : mem_strdup(text);
}

static int run_cd(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	char *arguments = arguments_of(call);
	bool is_quiet = !strncmp(arguments, "-q", 2) && (!arguments[2] || arguments[2] == ' ');
	char *given = without_quotes(arguments + (is_quiet ? 2 + strspn(arguments + 2, " ") : 0));
	char *folder = target_folder(given, err),
	     *here = session_folder(interpreter_session(interpreter));
	struct str state = {0};

	if (folder) {
		if (here)
			setenv("OLDPWD", here, 1);
		str_printf(&state, "%s%s", is_quiet ? "q" : " ", folder);
		run_call(interpreter, "cicle_folder", folder, NULL, finish_cd, str_take(&state));
	}
	free(arguments);
	free(given);
	free(here);
	if (!folder)
		return -1;
	free(folder);
	return 0;
}

static int run_pwd(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	char *folder = session_folder(interpreter_session(interpreter));
	struct str line = {0};

	(void)call;
	if (!folder)
		return err_set(err, ERR_SYSTEM, "the folder is not known");
	str_printf(&line, "%s\n", folder);
	interpreter_print(interpreter, line.data);
	str_release(&line);
	free(folder);
	return 0;
}

// --- %env -----------------------------------------------------------------------------------

static int finish_env(struct interpreter *interpreter, void *state, struct outcome *outcome,
		      struct err *err)
{
	const char *name = state;

	if (outcome->is_ok && name && interpreter_told(interpreter, EVENT_STATUS))
		return err_set(err, ERR_USAGE, "there is no environment variable '%s'", name);
	return 0;
}

// Sets it in both processes: what the kernel starts has it, too.
static void set_variable(struct interpreter *interpreter, const char *name, const char *value)
{
	struct str line = {0};

	setenv(name, value, 1);
	str_printf(&line, "env: %s=%s\n", name, value);
	interpreter_print(interpreter, line.data);
	str_release(&line);
	run_call(interpreter, "cicle_env_set", name, value, finish_env, NULL);
}

static int run_env(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	char *arguments = arguments_of(call);
	size_t len = strcspn(arguments, "= \t");
	char *name = mem_strndup(arguments, len);
	const char *value = arguments + len;
	int rc = 0;

	value += strspn(value, " \t");
	value += *value == '=';
	value += strspn(value, " \t");
	if (!*arguments)
		run_call(interpreter, "cicle_env_print", NULL, NULL, finish_env, NULL);
	else if (!len)
		rc = err_set(err, ERR_USAGE, "a name is missing\nusage: %s", ENV_USAGE);
	else if (!arguments[len])
		run_call(interpreter, "cicle_env_print", name, NULL, finish_env, mem_strdup(name));
	else
		set_variable(interpreter, name, value);
	free(arguments);
	free(name);
	return rc;
}

// --- %%sh, %%bash ---------------------------------------------------------------------------

static int run_script(struct interpreter *interpreter, const struct magic_call *call,
		      const char *program, struct err *err)
{
	size_t len = call->end_byte - call->body_byte;
	char *arguments = arguments_of(call);
	bool has_arguments = *arguments != '\0';

	free(arguments);
	if (has_arguments)
		return err_set(err, ERR_USAGE, "%%%%%s takes no arguments", program);
	if (len > SCRIPT_MAX_BYTES)
		return err_set(err, ERR_USAGE,
			       "the script has more than %d bytes: write it to a file "
			       "(%%%%writefile) and run that",
			       SCRIPT_MAX_BYTES);
	command_run_script(interpreter, program, call->text + call->body_byte, len);
	return 0;
}

static int run_sh(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	return run_script(interpreter, call, "sh", err);
}

static int run_bash(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	return run_script(interpreter, call, "bash", err);
}

static int run_sx(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	char *command = arguments_of(call);
	int rc = *command
		     ? command_run_line(interpreter, command, strlen(command))
		     : err_set(err, ERR_USAGE, "a command is missing\nusage: %%system COMMAND");

	free(command);
	return rc;
}

// --- %alias ---------------------------------------------------------------------------------

static void list_aliases(struct interpreter *interpreter)
{
	const struct aliases *aliases = interpreter_aliases(interpreter);
	struct str text = {0};

	for (size_t i = 0; i < aliases->cnt; i++)
		str_printf(&text, "%-8s %s\n", aliases->names[i], aliases->commands[i]);
	interpreter_print(interpreter, str_text(&text));
	str_release(&text);
}

static int run_alias(struct interpreter *interpreter, const struct magic_call *call,
		     struct err *err)
{
	char *arguments = arguments_of(call);
	size_t len = strcspn(arguments, " \t");
	const char *command = arguments + len + strspn(arguments + len, " \t");
	int rc = 0;

	if (!*arguments)
		list_aliases(interpreter);
	else if (!*command)
		rc = err_set(err, ERR_USAGE, "a command is missing\nusage: %s", ALIAS_USAGE);
	else if (magic_find(arguments, len))
		rc = err_set(err, ERR_USAGE, "'%.*s' is a magic: an alias cannot take its place",
			     (int)len, arguments);
	else
		aliases_put(interpreter_aliases(interpreter), arguments, len, command);
	free(arguments);
	return rc;
}

static int run_unalias(struct interpreter *interpreter, const struct magic_call *call,
		       struct err *err)
{
	char *name = arguments_of(call);
	int rc = aliases_drop(interpreter_aliases(interpreter), name, strlen(name), err);

	free(name);
	return rc;
}

const struct magic system_magics[] = {
    {
	.name = "alias",
	.kinds = MAGIC_LINE,
	.usage = ALIAS_USAGE,
	.help = "Makes %NAME run a command of the shell; without anything, lists the aliases.\n"
		"What follows %NAME is put behind the command, or where it says %l; each %s\n"
		"stands for one word of it. ls, ll, cat, cp, mv, rm, mkdir and rmdir are aliases.",
	.arguments = ARGUMENTS_SHELL,
	.run = run_alias,
    },
    {
	.name = "bash",
	.kinds = MAGIC_CELL,
	.usage = "%%bash",
	.help = "Runs the cell as a script of bash, in the cells' folder and environment. A\n"
		"status that is not 0 is an error.",
	.arguments = ARGUMENTS_SHELL,
	.run = run_bash,
    },
    {
	.name = "cd",
	.kinds = MAGIC_LINE,
	.usage = CD_USAGE,
	.help = "Changes the folder, for cells too; without one, to the home folder.\n"
		"-   goes back to the folder before.\n"
		"-q  does not print where that is.",
	.arguments = ARGUMENTS_PATH,
	.run = run_cd,
    },
    {
	.name = "env",
	.kinds = MAGIC_LINE,
	.usage = ENV_USAGE,
	.help = "Lists the environment variables, prints one, or sets one, for cells too.",
	.arguments = ARGUMENTS_ENV,
	.run = run_env,
    },
    {
	.name = "pwd",
	.kinds = MAGIC_LINE,
	.usage = "%pwd",
	.help = "Prints the folder that cells are in.",
	.arguments = ARGUMENTS_NONE,
	.run = run_pwd,
    },
    {
	.name = "sh",
	.kinds = MAGIC_CELL,
	.usage = "%%sh",
	.help = "Runs the cell as a script of sh, in the cells' folder and environment. A status\n"
		"that is not 0 is an error.",
	.arguments = ARGUMENTS_SHELL,
	.run = run_sh,
    },
    {
	.name = "system",
	.kinds = MAGIC_LINE,
	.usage = "%system COMMAND    or    !COMMAND",
	.help = "Runs a command of the shell, in the cells' folder and environment. Its output\n"
		"comes as it is written, and a status that is not 0 is told. A line that begins\n"
		"with '!' and reads as C, such as !(a && b), is C.",
	.arguments = ARGUMENTS_SHELL,
	.run = run_sx,
    },
    {
	.name = "unalias",
	.kinds = MAGIC_LINE,
	.usage = "%unalias NAME",
	.help = "Forgets an alias.",
	.arguments = ARGUMENTS_TEXT,
	.run = run_unalias,
    },
    {0},
};
