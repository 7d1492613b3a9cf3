// magics/command.c - commands of the system, run where cells run: !command, %%sh, aliases.
#include "magics/command.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/list.h"
#include "base/mem.h"
#include "base/pack.h"
#include "jit/message.h"

static const struct {
	const char *name, *command;
} first_aliases[] = {
    {"cat", "cat"},     {"cp", "cp"}, {"ll", "ls -l -F"}, {"ls", "ls -F"},
    {"mkdir", "mkdir"}, {"mv", "mv"}, {"rm", "rm"},       {"rmdir", "rmdir"},
};

// --- aliases --------------------------------------------------------------------------------

void aliases_init(struct aliases *aliases)
{
	*aliases = (struct aliases){0};
	for (size_t i = 0; i < sizeof first_aliases / sizeof *first_aliases; i++)
		aliases_put(aliases, first_aliases[i].name, strlen(first_aliases[i].name),
			    first_aliases[i].command);
}

void aliases_release(struct aliases *aliases)
{
	for (size_t i = 0; i < aliases->cnt; i++) {
		free((char *)aliases->names[i]);
		free(aliases->commands[i]);
	}
	free(aliases->names);
	free(aliases->commands);
	*aliases = (struct aliases){0};
}

// Gives where a name stands, or where it would.
static size_t find_place(const struct aliases *aliases, const char *name, size_t len,
			 bool *is_there)
{
	size_t i = 0;
	int order = -1;

	for (; i < aliases->cnt; i++) {
		order = strncmp(aliases->names[i], name, len);
		order = order ? order : aliases->names[i][len] != '\0';
		if (order >= 0)
			break;
	}
	*is_there = i < aliases->cnt && order == 0;
	return i;
}

static const char *find_command(const struct aliases *aliases, const char *name, size_t len)
{
	bool is_there;
	size_t i = find_place(aliases, name, len, &is_there);

	return is_there ? aliases->commands[i] : NULL;
}

bool aliases_has(const struct aliases *aliases, const char *name, size_t len)
{
	return find_command(aliases, name, len) != NULL;
}

void aliases_put(struct aliases *aliases, const char *name, size_t len, const char *command)
{
	bool is_there;
	size_t i = find_place(aliases, name, len, &is_there);

	if (is_there) {
		free(aliases->commands[i]);
		aliases->commands[i] = mem_strdup(command);
		return;
	}
	aliases->names = mem_grow(aliases->names, aliases->cnt + 2, sizeof *aliases->names);
	aliases->commands =
	    mem_grow(aliases->commands, aliases->cnt + 1, sizeof *aliases->commands);
	memmove(aliases->names + i + 1, aliases->names + i,
		(aliases->cnt - i) * sizeof *aliases->names);
	memmove(aliases->commands + i + 1, aliases->commands + i,
		(aliases->cnt - i) * sizeof *aliases->commands);
	aliases->names[i] = mem_strndup(name, len);
	aliases->commands[i] = mem_strdup(command);
	aliases->names[++aliases->cnt] = NULL;
}

int aliases_drop(struct aliases *aliases, const char *name, size_t len, struct err *err)
{
	bool is_there;
	size_t i = find_place(aliases, name, len, &is_there);

	if (!is_there)
		return err_set(err, ERR_USAGE, "there is no alias '%.*s'", (int)len, name);
	free((char *)aliases->names[i]);
	free(aliases->commands[i]);
	aliases->cnt--;
	memmove(aliases->names + i, aliases->names + i + 1,
		(aliases->cnt - i + 1) * sizeof *aliases->names);
	memmove(aliases->commands + i, aliases->commands + i + 1,
		(aliases->cnt - i) * sizeof *aliases->commands);
	return 0;
}

// --- running --------------------------------------------------------------------------------

void command_literal(struct str *out, const char *text, size_t len)
{
	str_putc(out, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '"' || c == '\\' || c < ' ' || c >= 0x7f || c == '?')
			str_printf(out, "\\%03o", c);
		else
			str_putc(out, (char)c);
	}
	str_putc(out, '"');
}

static void describe_status(uint32_t status, const char *what, struct str *out)
{
	if (status == COMMAND_NOT_STARTED)
		str_printf(out, "%s was not started", what);
	else if (WIFSIGNALED((int)status))
		str_printf(out, "%s was ended by signal %d (%s)", what, WTERMSIG((int)status),
			   strsignal(WTERMSIG((int)status)));
	else
		str_printf(out, "%s ended with status %d", what, WEXITSTATUS((int)status));
}

// Gives how the command ended; 0 also when nothing is known.
static uint32_t status_of(const struct interpreter *interpreter)
{
	const struct str *told = interpreter_told(interpreter, EVENT_STATUS);
	struct unpack in = unpack_from(told ? told->data : "", told ? told->len : 0);

	return told ? unpack_u32(&in) : 0;
}

static int finish_line(struct interpreter *interpreter, void *state, struct outcome *outcome,
		       struct err *err)
{
	uint32_t status = status_of(interpreter);
	struct str text = {0};

	(void)state;
	(void)err;
	if (!outcome->is_ok || !status)
		return 0;
	describe_status(status, "the command", &text);
	str_putc(&text, '\n');
	interpreter_warn(interpreter, text.data);
	str_release(&text);
	return 0;
}

static int finish_script(struct interpreter *interpreter, void *state, struct outcome *outcome,
			 struct err *err)
{
	const char *program = state;
	uint32_t status = status_of(interpreter);
	struct str text = {0};

	if (!outcome->is_ok || !status)
		return 0;
	describe_status(status, program, &text);
	err_set(err, ERR_COMMAND, "%s", text.data);
	str_release(&text);
	return -1;
}

static void run(struct interpreter *interpreter, const char *program, const char *script,
		size_t len, magic_done_fn done)
{
	struct str text = {0};

	str_puts(&text, "{extern void cicle_shell(const char*,const char*);cicle_shell(");
	command_literal(&text, program, strlen(program));
	str_putc(&text, ',');
	command_literal(&text, script, len);
	str_puts(&text, ");}");
	interpreter_run_text(interpreter, text.data, done, mem_strdup(program), free);
	str_release(&text);
}

int command_run_line(struct interpreter *interpreter, const char *command, size_t len)
{
	run(interpreter, "sh", command, len, finish_line);
	return 0;
}

void command_run_script(struct interpreter *interpreter, const char *program, const char *script,
			size_t len)
{
	run(interpreter, program, script, len, finish_script);
}

// --- an alias's command ---------------------------------------------------------------------

// Puts words and the line in. *is_used: the line stands in the command already.
static int expand(const char *command, const struct list *words, const char *line, size_t line_len,
		  struct str *out, struct err *err)
{
	size_t word = 0;
	bool is_used = false;

	for (const char *at = command; *at; at++) {
		if (at[0] == '%' && at[1] == 'l') {
			str_add(out, line, line_len);
			is_used = true;
			at++;
		} else if (at[0] == '%' && at[1] == 's') {
			if (word == words->cnt)
				return err_set(err, ERR_USAGE, "'%s' wants more words", command);
			str_puts(out, words->items[word++]);
			is_used = true;
			at++;
		} else {
			str_putc(out, *at);
		}
	}
	if (!is_used) {
		str_putc(out, ' ');
		str_add(out, line, line_len);
	}
	return 0;
}

int command_run_alias(struct interpreter *interpreter, const char *name, size_t len,
		      const struct magic_call *call, struct err *err)
{
	const char *command = find_command(interpreter_aliases(interpreter), name, len);
	size_t start = call->args_byte + strspn(call->text + call->args_byte, " \t");
	size_t line_len = call->args_end_byte > start ? call->args_end_byte - start : 0;
	struct list words = {0};
	struct str text = {0};
	int rc;

	rc = list_add_words(&words, call->text + start, line_len, err);
	if (!rc)
		rc = expand(command, &words, call->text + start, line_len, &text, err);
	if (!rc)
		command_run_line(interpreter, text.data, text.len);
	list_release(&words);
	str_release(&text);
	return rc;
}
