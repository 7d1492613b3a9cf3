// magics/session_magics.c - %config, %lsmagic and %magic: what the session can do.
#include "magics/magic.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "magics/config.h"
#include "magics/page.h"

static int no_arguments(const struct magic_call *call, const char *usage, struct err *err)
{
	for (size_t i = call->args_byte; i < call->args_end_byte; i++)
		if (call->text[i] != ' ' && call->text[i] != '\t' && call->text[i] != '\r')
			return err_set(err, ERR_USAGE, "unexpected '%.*s'\nusage: %s",
				       (int)(call->args_end_byte - i), call->text + i, usage);
	return 0;
}

static int run_lsmagic(struct interpreter *interpreter, const struct magic_call *call,
		       struct err *err)
{
	const struct magic *magic;
	struct str text = {0};

	if (no_arguments(call, "%lsmagic", err))
		return -1;
	str_puts(&text, "Line magics: ");
	for (size_t i = 0; (magic = magic_at(i)); i++)
		if (magic->kinds & MAGIC_LINE)
			str_printf(&text, " %%%s", magic->name);
	str_puts(&text, "\nCell magics: ");
	for (size_t i = 0; (magic = magic_at(i)); i++)
		if (magic->kinds & MAGIC_CELL)
			str_printf(&text, " %%%%%s", magic->name);
	str_puts(&text, "\nA name followed by ? tells what it does: %prun?\n");
	interpreter_print(interpreter, text.data);
	str_release(&text);
	return 0;
}

// Everything that %name? tells, of all magics.
static int run_magic(struct interpreter *interpreter, const struct magic_call *call,
		     struct err *err)
{
	const struct magic *magic;
	struct page page = {0};

	if (no_arguments(call, "%magic", err))
		return -1;
	for (size_t i = 0; (magic = magic_at(i)); i++) {
		page_code(&page, magic->usage);
		page_block(&page, NULL, magic->help);
	}
	interpreter_page(interpreter, page_take(&page));
	return 0;
}

static int run_config(struct interpreter *interpreter, const struct magic_call *call,
		      struct err *err)
{
	struct config *config = interpreter_config(interpreter);
	char *text =
	    mem_strndup(call->text + call->args_byte, call->args_end_byte - call->args_byte);
	struct str out = {0};
	int rc = 0;

	if (text[strspn(text, " \t\r")])
		rc = config_apply(config, text, &out, err);
	else
		config_list(config, &out);
	if (!rc)
		interpreter_print(interpreter, str_text(&out));
	str_release(&out);
	free(text);
	return rc;
}

const struct magic session_magics[] = {
    {
	.name = "config",
	.kinds = MAGIC_LINE,
	.usage = "%config [NAME [= VALUE]]",
	.help = "Lists the settings of magics, tells one, or sets one: %config timeit.repeat = 20",
	.arguments = ARGUMENTS_TEXT,
	.run = run_config,
    },
    {
	.name = "lsmagic",
	.kinds = MAGIC_LINE,
	.usage = "%lsmagic",
	.help = "Lists the magics.",
	.arguments = ARGUMENTS_NONE,
	.run = run_lsmagic,
    },
    {
	.name = "magic",
	.kinds = MAGIC_LINE,
	.usage = "%magic",
	.help = "Shows what all magics do.",
	.arguments = ARGUMENTS_NONE,
	.run = run_magic,
    },
    {0},
};
