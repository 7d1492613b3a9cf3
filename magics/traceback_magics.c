// magics/traceback_magics.c - %xmode: what is told of a run that failed.
#include "magics/magic.h"

#include <strings.h>

#include "base/list.h"

#define XMODE_USAGE "%xmode [Context|Verbose|Minimal]"

static const char *const mode_names[] = {
    [TRACEBACK_CONTEXT] = "Context",
    [TRACEBACK_VERBOSE] = "Verbose",
    [TRACEBACK_MINIMAL] = "Minimal",
};

#define MODE_CNT (sizeof mode_names / sizeof *mode_names)

// Finds a mode by its name, in either case; -1 with err filled: there is none.
static int read_mode(const char *word, enum traceback_mode *mode, struct err *err)
{
	for (size_t i = 0; i < MODE_CNT; i++) {
		if (strcasecmp(word, mode_names[i]) != 0)
			continue;
		*mode = (enum traceback_mode)i;
		return 0;
	}
	return err_set(err, ERR_USAGE, "'%s' is none of Context, Verbose and Minimal\nusage: %s",
		       word, XMODE_USAGE);
}

static int choose(const struct list *words, enum traceback_mode *mode, struct err *err)
{
	if (words->cnt > 1)
		return err_set(err, ERR_USAGE, "unexpected '%s'\nusage: %s", words->items[1],
			       XMODE_USAGE);
	if (words->cnt)
		return read_mode(words->items[0], mode, err);
	*mode = (enum traceback_mode)((*mode + 1) % MODE_CNT);
	return 0;
}

static int run_xmode(struct interpreter *interpreter, const struct magic_call *call,
		     struct err *err)
{
	struct session *session = interpreter_session(interpreter);
	enum traceback_mode mode = session_traceback(session);
	struct list words = {0};
	struct str text = {0};
	int rc = list_add_words(&words, call->text + call->args_byte,
				call->args_end_byte - call->args_byte, err);

	if (!rc)
		rc = choose(&words, &mode, err);
	if (!rc) {
		session_set_traceback(session, mode);
		str_printf(&text, "Exception reporting mode: %s\n", mode_names[mode]);
		interpreter_print(interpreter, text.data);
	}
	list_release(&words);
	str_release(&text);
	return rc;
}

const struct magic traceback_magics[] = {
    {
	.name = "xmode",
	.kinds = MAGIC_LINE,
	.arguments = ARGUMENTS_XMODE,
	.usage = XMODE_USAGE,
	.help = "Says what is told of a cell that fails while it runs. Context: the lines of its "
		"calls, and the\narguments and locals of the innermost one. Verbose: those of all "
		"its calls, as far as they are\nknown; optimised code keeps some in registers, "
		"which are known of the innermost call only.\nMinimal: only what happened. "
		"Without a name, takes the next of them.",
	.run = run_xmode,
    },
    {0},
};
