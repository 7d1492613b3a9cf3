// magics/checkpoint_magics.c - %undo, %checkpoint, %restore: the session as it was before.
#include "magics/magic.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/mem.h"
#include "magics/export.h"

#define UNDO_USAGE "%undo [N]"
#define CHECKPOINT_USAGE "%checkpoint [NAME]    or    %checkpoint off|auto|on|list|drop NAME"
#define RESTORE_USAGE "%restore NAME"

static int read_words(const struct magic_call *call, size_t most, const char *usage,
		      struct list *words, struct err *err)
{
	if (list_add_words(words, call->text + call->args_byte,
			   call->args_end_byte - call->args_byte, err))
		return -1;
	if (words->cnt > most)
		return err_set(err, ERR_USAGE, "'%s' is too much\nusage: %s", words->items[most],
			       usage);
	return 0;
}

// --- going back -----------------------------------------------------------------------------

// What %export would write has been undone too, or done again.
static int finish_return(struct interpreter *interpreter, void *state, struct outcome *outcome,
			 struct err *err)
{
	const struct checkpoints *all = session_checkpoints(interpreter_session(interpreter));
	struct cell_log *log = interpreter_log(interpreter);
	struct str label = {0};

	(void)err;
	if (!outcome->is_ok)
		return 0;
	for (struct logged_cell *cell = log->cells; cell; cell = cell->hh.next) {
		str_clear(&label);
		str_printf(&label, "In[%d]", cell->number);
		cell->is_undone = !checkpoints_has_cell(all, label.data);
	}
	str_release(&label);
	interpreter_print(interpreter, state);
	return 0;
}

static int read_count(const struct list *words, size_t *cnt, struct err *err)
{
	char *end;
	unsigned long number;

	*cnt = 1;
	if (!words->cnt)
		return 0;
	number = strtoul(words->items[0], &end, 10);
	if (*end || !isdigit((unsigned char)*words->items[0]) || number < 1 || number > INT32_MAX)
		return err_set(err, ERR_USAGE, "'%s' is no number of cells\nusage: %s",
			       words->items[0], UNDO_USAGE);
	*cnt = number;
	return 0;
}

static int run_undo(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	struct str told = {0};
	struct list words = {0};
	size_t cnt;
	int rc = read_words(call, 1, UNDO_USAGE, &words, err) || read_count(&words, &cnt, err) ||
		 session_undo(interpreter_session(interpreter), cnt, &told, err);

	if (!rc)
		interpreter_wait(interpreter, finish_return, str_take(&told), free);
	str_release(&told);
	list_release(&words);
	return rc ? -1 : 0;
}

static int run_restore(struct interpreter *interpreter, const struct magic_call *call,
		       struct err *err)
{
	struct str told = {0};
	struct list words = {0};
	int rc = read_words(call, 1, RESTORE_USAGE, &words, err);

	if (!rc && !words.cnt)
		rc = err_set(err, ERR_USAGE, "which one?\nusage: %s", RESTORE_USAGE);
	rc = rc || session_restore(interpreter_session(interpreter), words.items[0], &told, err);
	if (!rc)
		interpreter_wait(interpreter, finish_return, str_take(&told), free);
	str_release(&told);
	list_release(&words);
	return rc ? -1 : 0;
}

// --- %checkpoint ----------------------------------------------------------------------------

static const char *const modes[] = {
    [CHECKPOINTS_OFF] = "off",
    [CHECKPOINTS_AUTO] = "auto",
    [CHECKPOINTS_ON] = "on",
};

// Returns false when a word is no mode.
static bool set_mode(struct session *session, const char *word)
{
	for (int mode = CHECKPOINTS_OFF; mode <= CHECKPOINTS_ON; mode++) {
		if (!strcmp(word, modes[mode])) {
			session_set_checkpoints(session, (enum checkpoint_mode)mode);
			return true;
		}
	}
	return false;
}

// Oldest first.
static void list_one(const struct checkpoint *one, struct str *out)
{
	if (!one)
		return;
	list_one(one->older, out);
	if (one->is_pending)
		return;
	str_printf(out, "%-16s  %-12s  %10.1f MB  %8.1f MB  %8.2f ms\n", one->name ? one->name : "",
		   one->moment->label ? one->moment->label : "the start", (double)one->bytes / 1e6,
		   (double)one->held_bytes / 1e6, (double)one->fork_ns / 1e6);
}

static void print_list(struct interpreter *interpreter)
{
	const struct checkpoints *all = session_checkpoints(interpreter_session(interpreter));
	struct str out = {0};

	str_printf(&out, "checkpoints are taken by themselves: %s\n", modes[all->mode]);
	if (all->newest)
		str_puts(&out,
			 "name              after                memory     changed        took\n");
	list_one(all->newest, &out);
	interpreter_print(interpreter, out.data);
	str_release(&out);
}

static int finish_checkpoint(struct interpreter *interpreter, void *state, struct outcome *outcome,
			     struct err *err)
{
	struct str text = {0};

	(void)err;
	if (!outcome->is_ok)
		return 0;
	str_printf(&text, "checkpoint '%s'\n", (const char *)state);
	interpreter_print(interpreter, text.data);
	str_release(&text);
	return 0;
}

// The first number that is no checkpoint's name.
static char *free_name(struct session *session)
{
	struct str name = {0};
	int number = 0;

	do {
		str_clear(&name);
		str_printf(&name, "%d", ++number);
	} while (checkpoints_find(session_checkpoints(session), name.data));
	return str_take(&name);
}

static int take(struct interpreter *interpreter, const char *named, struct err *err)
{
	struct session *session = interpreter_session(interpreter);
	char *name = named ? mem_strdup(named) : free_name(session);

	if (session_checkpoint(session, name, err)) {
		free(name);
		return -1;
	}
	interpreter_wait(interpreter, finish_checkpoint, name, free);
	return 0;
}

static int run_words(struct interpreter *interpreter, const struct list *words, struct err *err)
{
	struct session *session = interpreter_session(interpreter);
	const char *word = words->cnt ? words->items[0] : NULL;

	if (words->cnt == 2 && !strcmp(word, "drop"))
		return session_drop_checkpoint(session, words->items[1], err);
	if (words->cnt == 2 || (word && !strcmp(word, "drop")))
		return err_set(err, ERR_USAGE, "usage: %s", CHECKPOINT_USAGE);
	if (word && !strcmp(word, "list")) {
		print_list(interpreter);
		return 0;
	}
	return word && set_mode(session, word) ? 0 : take(interpreter, word, err);
}

static int run_checkpoint(struct interpreter *interpreter, const struct magic_call *call,
			  struct err *err)
{
	struct list words = {0};
	int rc = read_words(call, 2, CHECKPOINT_USAGE, &words, err) ||
		 run_words(interpreter, &words, err);

	list_release(&words);
	return rc ? -1 : 0;
}

const struct magic checkpoint_magics[] = {
    {
	.name = "checkpoint",
	.kinds = MAGIC_LINE,
	.usage = CHECKPOINT_USAGE,
	.help =
	    "Keeps the session as it is now under a name: memory, names and settings.\n"
	    "%restore NAME goes back to it. off, auto and on say when checkpoints are taken by\n"
	    "themselves: never, in pauses between cells (at first), or before every cell.\n"
	    "docs/checkpoints.md says what they cost, and what they cannot hold.",
	.arguments = ARGUMENTS_CHECKPOINTS,
	.run = run_checkpoint,
    },
    {
	.name = "restore",
	.kinds = MAGIC_LINE,
	.usage = RESTORE_USAGE,
	.help = "Goes back to a checkpoint of %checkpoint, which stays: memory, names and\n"
		"settings are as they were. Files, sockets, threads and programs are not.",
	.arguments = ARGUMENTS_CHECKPOINTS,
	.run = run_restore,
    },
    {
	.name = "undo",
	.kinds = MAGIC_LINE,
	.usage = UNDO_USAGE,
	.help = "Goes back before the last N cells (1) that ran code or changed settings: memory,\n"
		"names and settings are as they were before them. Files, sockets, threads and\n"
		"programs are not.",
	.arguments = ARGUMENTS_NONE,
	.run = run_undo,
    },
    {0},
};
