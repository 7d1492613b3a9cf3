// magics/value_magics.c - %show and %precision: how values are shown.
#include "magics/magic.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/value/value_graph.h"
#include "magics/options.h"

#define SHOW_USAGE "%show [-d DEPTH] EXPRESSION    or    %show EXPRESSION -d DEPTH"
#define PRECISION_USAGE "%precision [DIGITS | FORMAT]"
#define DEPTH_MAX (VALUE_WHOLE_DEPTH - 1)

// --- %show ----------------------------------------------------------------------------------

static int read_depth(const char *text, int *depth, struct err *err)
{
	char *end;
	long number;

	errno = 0;
	number = strtol(text, &end, 10);
	if (errno || end == text || *end || number < 1 || number > DEPTH_MAX)
		return err_set(err, ERR_USAGE, "-d takes a number from 1 to %d, not '%s'",
			       DEPTH_MAX, text);
	*depth = (int)number;
	return 0;
}

static size_t trim_end(const char *text, size_t start, size_t end)
{
	while (end > start && isspace((unsigned char)text[end - 1]))
		end--;
	return end;
}

// Takes "-d N" off the end of the expression. Returns -1 with err filled when N is no depth.
static int take_last_option(const char *text, size_t start, size_t *end, int *depth,
			    struct err *err)
{
	size_t at = trim_end(text, start, *end);
	size_t number_end = at;
	char *number;
	int rc;

	while (at > start && isalnum((unsigned char)text[at - 1]))
		at--;
	number = mem_strndup(text + at, number_end - at);
	at = trim_end(text, start, at);
	rc = 0;
	if (*number && at >= start + 3 && !memcmp(text + at - 2, "-d", 2) &&
	    isspace((unsigned char)text[at - 3])) {
		rc = read_depth(number, depth, err);
		*end = at - 3;
	}
	free(number);
	return rc;
}

// Without a ';' at its end an expression has a value.
static size_t expression_end(const char *text, size_t start, size_t end)
{
	end = trim_end(text, start, end);
	while (end > start && text[end - 1] == ';')
		end = trim_end(text, start, end - 1);
	return end;
}

static int finish_show(struct interpreter *interpreter, void *state, struct outcome *outcome,
		       struct err *err)
{
	const char *title = state;
	struct str text = {0}, html = {0};
	struct values *values;
	cJSON *data;

	if (!outcome->is_ok)
		return 0;
	if (!outcome->value.len)
		return err_set(err, ERR_USAGE, "'%s' has no value\nusage: %s", title, SHOW_USAGE);
	values = value_read(outcome->value.data, outcome->value.len, err);
	if (!values)
		return -1;
	value_graph_text(values, interpreter_style(interpreter), &text);
	value_graph_html(values, interpreter_style(interpreter), title, &html);
	values_free(values);
	data = cJSON_CreateObject();
	cJSON_AddItemToObject(data, "text/plain", text_to_json(str_text(&text)));
	cJSON_AddItemToObject(data, "text/html", text_to_json(str_text(&html)));
	interpreter_display(interpreter, data);
	str_release(&text);
	str_release(&html);
	return 0;
}

static int run_show(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	struct options options;
	size_t start, end = call->args_end_byte;
	int depth = VALUE_WHOLE_DEPTH;
	const char *given;
	int rc;

	if (options_init(&options, call->text, call->args_byte, end, "d:", NULL, SHOW_USAGE, err))
		return -1;
	start = options.rest_byte;
	given = options_get(&options, 'd');
	rc = given ? read_depth(given, &depth, err) : 0;
	options_release(&options);
	if (rc || take_last_option(call->text, start, &end, &depth, err))
		return -1;
	end = expression_end(call->text, start, end);
	if (start >= end)
		return err_set(err, ERR_USAGE, "there is nothing to show\nusage: %s", SHOW_USAGE);
	interpreter_run(interpreter, start, end, SESSION_ANONYMOUS | SESSION_DEPTH(depth),
			finish_show, mem_strndup(call->text + start, end - start), free);
	return 0;
}

// --- %precision -----------------------------------------------------------------------------

static int run_precision(struct interpreter *interpreter, const struct magic_call *call,
			 struct err *err)
{
	size_t start = call->args_byte, end = call->args_end_byte;
	struct str format = {0};
	char *text;
	int rc = 0;

	while (start < end && isspace((unsigned char)call->text[start]))
		start++;
	end = trim_end(call->text, start, end);
	text = mem_strndup(call->text + start, end - start);
	if (*text)
		rc = value_format(text, &format, err);
	if (!rc)
		interpreter_set_precision(interpreter, *text ? str_text(&format) : NULL);
	free(text);
	str_release(&format);
	return rc;
}

const struct magic value_magics[] = {
    {
	.name = "precision",
	.kinds = MAGIC_LINE,
	.usage = PRECISION_USAGE,
	.help = "Sets how real numbers in values are shown.\n"
		"%precision 3       with three digits behind the point.\n"
		"%precision %.10g   as printf would.\n"
		"%precision         with the fewest digits that read back as the same number.",
	.run = run_precision,
    },
    {
	.name = "show",
	.kinds = MAGIC_LINE,
	.usage = SHOW_USAGE,
	.help = "Draws a value and all that its pointers lead to: lists, trees, any graph.\n"
		"-d DEPTH  follows pointers over so many steps only.\n"
		"Pointers that lead nowhere do no harm. A large structure shows its first 60\n"
		"objects, nearest first.",
	.run = run_show,
    },
    {0},
};
