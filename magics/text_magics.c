// magics/text_magics.c - cell magics whose body is text: %%stdin, and %%html and its like.
#include "magics/magic.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define INPUT_END "---"

static int no_arguments(const struct magic_call *call, const char *usage, struct err *err)
{
	size_t len = call->args_end_byte - call->args_byte;
	const char *args = call->text + call->args_byte;

	if (strspn(args, " \t\r") >= len)
		return 0;
	return err_set(err, ERR_USAGE, "unexpected '%.*s'\nusage: %s", (int)len, args, usage);
}

// Finds the line "---" in a body. Returns false when there is none.
static bool find_input_end(const struct magic_call *call, size_t *line_byte, size_t *next_byte)
{
	for (size_t at = call->body_byte; at < call->end_byte; at = *next_byte) {
		const char *line = call->text + at;
		const char *end = memchr(line, '\n', call->end_byte - at);
		size_t len = end ? (size_t)(end - line) : call->end_byte - at;

		*line_byte = at;
		*next_byte = at + len + (end != NULL);
		while (len > 0 && strchr(" \t\r", line[len - 1]))
			len--;
		if (len == strlen(INPUT_END) && !memcmp(line, INPUT_END, len))
			return true;
	}
	return false;
}

static int run_stdin(struct interpreter *interpreter, const struct magic_call *call,
		     struct err *err)
{
	size_t line_byte, next_byte = 0;

	if (no_arguments(call, "%%stdin", err))
		return -1;
	if (!find_input_end(call, &line_byte, &next_byte))
		return err_set(err, ERR_USAGE,
			       "the input must end with a line " INPUT_END
			       ", and the C code follows it");
	interpreter_feed(interpreter, call->text + call->body_byte, line_byte - call->body_byte);
	interpreter_run(interpreter, next_byte, call->end_byte, 0, NULL, NULL, NULL);
	return 0;
}

// Shows the body as a mime type, and as plain text for front ends that know no better.
static int show_body(struct interpreter *interpreter, const struct magic_call *call,
		     const char *mime, const char *plain, const char *usage, struct err *err)
{
	char *body;
	cJSON *data;

	if (no_arguments(call, usage, err))
		return -1;
	body = mem_strndup(call->text + call->body_byte, call->end_byte - call->body_byte);
	data = cJSON_CreateObject();
	cJSON_AddItemToObject(data, mime, text_to_json(body));
	cJSON_AddItemToObject(data, "text/plain", text_to_json(plain ? plain : body));
	interpreter_display(interpreter, data);
	free(body);
	return 0;
}

static int run_html(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	return show_body(interpreter, call, "text/html", "<HTML>", "%%html", err);
}

static int run_markdown(struct interpreter *interpreter, const struct magic_call *call,
			struct err *err)
{
	return show_body(interpreter, call, "text/markdown", NULL, "%%markdown", err);
}

static int run_latex(struct interpreter *interpreter, const struct magic_call *call,
		     struct err *err)
{
	return show_body(interpreter, call, "text/latex", NULL, "%%latex", err);
}

static int run_svg(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	return show_body(interpreter, call, "image/svg+xml", "<SVG>", "%%svg", err);
}

static int run_javascript(struct interpreter *interpreter, const struct magic_call *call,
			  struct err *err)
{
	return show_body(interpreter, call, "application/javascript", "<JavaScript>",
			 "%%javascript", err);
}

const struct magic text_magics[] = {
    {
	.name = "stdin",
	.kinds = MAGIC_CELL,
	.arguments = ARGUMENTS_TEXT,
	.usage = "%%stdin\nINPUT\n" INPUT_END "\nC CODE",
	.help = "Runs the C code with the input as its stdin, instead of asking.\n"
		"The input ends with a line " INPUT_END "; behind it, the code finds its end.",
	.run = run_stdin,
    },
    {
	.name = "html",
	.kinds = MAGIC_CELL,
	.arguments = ARGUMENTS_TEXT,
	.usage = "%%html\nTEXT",
	.help = "Shows the text as HTML.",
	.run = run_html,
    },
    {
	.name = "markdown",
	.kinds = MAGIC_CELL,
	.arguments = ARGUMENTS_TEXT,
	.usage = "%%markdown\nTEXT",
	.help = "Shows the text as Markdown.",
	.run = run_markdown,
    },
    {
	.name = "latex",
	.kinds = MAGIC_CELL,
	.arguments = ARGUMENTS_TEXT,
	.usage = "%%latex\nTEXT",
	.help = "Shows the text as LaTeX: $$\\sqrt{x}$$.",
	.run = run_latex,
    },
    {
	.name = "svg",
	.kinds = MAGIC_CELL,
	.arguments = ARGUMENTS_TEXT,
	.usage = "%%svg\nTEXT",
	.help = "Shows the text as an SVG picture.",
	.run = run_svg,
    },
    {
	.name = "javascript",
	.kinds = MAGIC_CELL,
	.arguments = ARGUMENTS_TEXT,
	.usage = "%%javascript\nTEXT",
	.help = "Runs the text as JavaScript, in front ends that allow it.",
	.run = run_javascript,
    },
    {0},
};
