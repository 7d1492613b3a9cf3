// magics/limit_magics.c - %limit and %%limit: how much cells may take.
#include "magics/limits.h"
#include "magics/magic.h"

static void show(struct interpreter *interpreter)
{
	const struct limits *ceiling = interpreter_ceiling(interpreter);
	struct limits limits = limits_under(interpreter_limits(interpreter), ceiling);
	struct limits none = limits_under(&(struct limits){0}, ceiling);
	struct str text = {0};

	limits_describe(&limits, &text);
	if (none.time_ns || none.memory_bytes || none.output_bytes || none.process_cnt) {
		str_puts(&text, "\nnot to be raised above: ");
		limits_describe(ceiling, &text);
	}
	str_putc(&text, '\n');
	interpreter_print(interpreter, text.data);
	str_release(&text);
}

static int run_body(struct interpreter *interpreter, const struct magic_call *call,
		    struct limits limits, struct err *err);

static int show_value(struct interpreter *interpreter, void *state, struct outcome *outcome,
		      struct err *err)
{
	(void)state;
	(void)err;
	interpreter_show_value(interpreter, outcome);
	return 0;
}

static int run_body(struct interpreter *interpreter, const struct magic_call *call,
		    struct limits limits, struct err *err)
{
	if (limits_parse(&limits, call->text + call->args_byte,
			 call->args_end_byte - call->args_byte, err))
		return -1;
	interpreter_limit_cell(interpreter, &limits);
	interpreter_run(interpreter, call->body_byte, call->end_byte, 0, show_value, NULL, NULL);
	return 0;
}

static int run_limit(struct interpreter *interpreter, const struct magic_call *call,
		     struct err *err)
{
	struct limits *limits = interpreter_limits(interpreter);

	if (call->body_byte != call->args_end_byte)
		return run_body(interpreter, call, *limits, err);
	if (limits_parse(limits, call->text + call->args_byte,
			 call->args_end_byte - call->args_byte, err))
		return -1;
	interpreter_limit_cell(interpreter, limits);
	show(interpreter);
	return 0;
}

const struct magic limit_magics[] = {
    {
	.name = "limit",
	.kinds = MAGIC_LINE | MAGIC_CELL,
	.usage = "%limit [time=5s] [mem=1G] [out=10M] [procs=100] [off]",
	.help =
	    "Ends cells that take more: time since the cell began, memory of the session, text\n"
	    "that the cell prints, processes that it has started. Then the session is as it was "
	    "at that\nmoment. NAME=off takes one limit away, off all; without anything, shows "
	    "them.\n%%limit holds for the cell below it only.\n"
	    "CICLE_LIMIT=\"time=60s mem=2G\" in the kernel's environment is a ceiling for both.",
	.run = run_limit,
    },
    {0},
};
