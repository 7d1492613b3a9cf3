// magics/compile_magics.c - %compile_time: where the time between a cell and its first result went.
#include "magics/magic.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "magics/compile_log.h"
#include "magics/one_function.h"

#define COMPILE_TIME_USAGE "%compile_time [N]"
#define SHOWN_CNT 10

static int read_count(const struct magic_call *call, size_t *cnt, struct err *err)
{
	char *text =
	    mem_strndup(call->text + call->args_byte, call->args_end_byte - call->args_byte);
	char *start = text + strspn(text, " \t\r"), *end;
	unsigned long value = strtoul(start, &end, 10);
	int rc = 0;

	*cnt = *start ? value : SHOWN_CNT;
	if (*start && (*start < '0' || *start > '9' || end[strspn(end, " \t\r")] || !value))
		rc = err_set(err, ERR_USAGE, "'%s' is no number of cells\nusage: %s", start,
			     COMPILE_TIME_USAGE);
	free(text);
	return rc;
}

static int run_compile_time(struct interpreter *interpreter, const struct magic_call *call,
			    struct err *err)
{
	const struct compile_log *log = interpreter_compile_log(interpreter);
	struct str text = {0}, html = {0};
	size_t cnt;

	if (read_count(call, &cnt, err))
		return -1;
	if (!log->cnt)
		return err_set(err, ERR_USAGE, "no cell has run yet");
	compile_log_print(log, cnt, &text, &html);
	one_function_display(interpreter, &text, &html);
	str_release(&text);
	str_release(&html);
	return 0;
}

const struct magic compile_magics[] = {
    {
	.name = "compile_time",
	.kinds = MAGIC_LINE,
	.arguments = ARGUMENTS_TEXT,
	.usage = COMPILE_TIME_USAGE,
	.help =
	    "Shows for the last cells (10, or N) where the time went, in milliseconds, by step:\n"
	    "headers (preprocessing and reading them), read (the cell's items and names), sizes\n"
	    "(of objects) and type (of the value), both asked from a compiler, write (the text\n"
	    "that is compiled), tcc, link, cc (gcc or clang), run (the cell's own code), and\n"
	    "other (settings, libraries, the way to the runner and back). compile is all but "
	    "run.\n",
	.run = run_compile_time,
    },
    {0},
};
