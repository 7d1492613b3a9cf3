// magics/opt_magics.c - %opt: what the optimiser did to a function, and what it could not do.
#include "magics/magic.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "jit/compiler/opt_notes.h"
#include "magics/one_function.h"
#include "magics/options.h"
#include "magics/source_line.h"

#define OPT_USAGE "%opt [-O LEVEL] [--all] FUNCTION"

static const struct option_name opt_options[] = {{"all", 'a', false}, {NULL, 0, false}};

struct opt_run {
	char *function;
	bool tells_why; // --all
};

static void free_run(void *state)
{
	struct opt_run *run = state;

	free(run->function);
	free(run);
}

// --- text and HTML ----------------------------------------------------------------------------

static void add_note(const struct opt_note *note, struct str *text, struct str *html)
{
	static const char signs[] = {[OPT_DONE] = '+', [OPT_MISSED] = '-', [OPT_WHY] = ' '};
	static const char *const colours[] = {
	    [OPT_DONE] = "46, 160, 67", [OPT_MISSED] = "233, 84, 32", [OPT_WHY] = "128, 128, 128"};

	str_printf(text, "        %c %s\n", signs[note->kind], note->text);
	str_printf(html,
		   "<tr style=\"background: rgba(%s, 0.18)\"><td></td><td style=\"padding: 0 8px 0 "
		   "32px; text-align: left; white-space: pre-wrap\">%c ",
		   colours[note->kind], signs[note->kind]);
	text_html_escape(html, note->text);
	str_puts(html, "</td></tr>\n");
}

// clang tells always what led to the rest.
static void add_notes_of(const struct opt_run *run, const struct opt_notes *notes, const char *file,
			 uint32_t line, struct str *text, struct str *html)
{
	for (size_t i = 0; i < notes->cnt; i++)
		if (notes->items[i].line == line && !strcmp(notes->items[i].file, file) &&
		    (run->tells_why || notes->items[i].kind != OPT_WHY))
			add_note(&notes->items[i], text, html);
}

static void add_line(const struct source_line *source, uint32_t line, struct str *text,
		     struct str *html)
{
	char *copy = mem_strndup(source->text, source->len);

	str_printf(text, "%s:%u | %s\n", source->label, line, copy);
	str_puts(html, "<tr style=\"background: transparent\"><td style=\"padding: 0 8px; "
		       "opacity: 0.6; text-align: left\">");
	text_html_escape(html, source->label);
	str_printf(html,
		   ":%u</td><td style=\"padding: 0 8px; text-align: left; white-space: pre\"><b>",
		   line);
	text_html_escape(html, copy);
	str_puts(html, "</b></td></tr>\n");
	free(copy);
}

// A function's lines in compiled texts: file[line .. line + line_cnt).
static void add_lines(struct session *session, const struct session_place *place,
		      const struct opt_run *run, const struct opt_notes *notes, struct str *text,
		      struct str *html)
{
	for (uint32_t line = place->line; line < place->line + place->line_cnt; line++) {
		struct source_line source;

		if (!source_line_find(session, place->file, line, &source))
			break;
		add_line(&source, line, text, html);
		add_notes_of(run, notes, place->file, line, text, html);
	}
}

static void show(struct interpreter *interpreter, const struct opt_run *run,
		 const struct outcome *outcome, const struct opt_notes *notes)
{
	struct session *session = interpreter_session(interpreter);
	struct str text = {0}, html = {0};
	struct session_place place;

	str_printf(&text, "%s  %s%s\n", run->function, outcome->compiler,
		   notes->cnt ? "" : "  (the compiler has nothing to say)");
	str_puts(&html, "<div class=\"cicle-opt\"><p style=\"margin: 8px 0 4px 0\"><code>");
	text_html_escape(&html, text.data);
	str_puts(&html, "</code></p>\n<table style=\"border-collapse: collapse; font-family: "
			"var(--jp-code-font-family, monospace)\"><tbody>\n");
	if (session_find_place(session, run->function, &place))
		add_lines(session, &place, run, notes, &text, &html);
	str_puts(&html, "</tbody></table></div>\n");
	one_function_display(interpreter, &text, &html);
	str_release(&text);
	str_release(&html);
}

// --- the magic --------------------------------------------------------------------------------

static int finish_opt(struct interpreter *interpreter, void *state, struct outcome *outcome,
		      struct err *err)
{
	struct opt_notes notes;

	(void)err;
	if (!outcome->is_ok)
		return 0; // its error says why
	opt_notes_read(&notes, str_text(&outcome->notes), NULL);
	show(interpreter, state, outcome, &notes);
	opt_notes_release(&notes);
	return 0;
}

static int start_opt(struct interpreter *interpreter, const struct magic_call *call,
		     const struct options *options, struct err *err)
{
	char *function = one_function_name(call, options, OPT_USAGE, err);
	enum session_compiler compiler;
	struct list flags = {0};
	struct opt_run *run;
	int rc = function ? one_function_compiler(options, &compiler, &flags, err) : -1;

	if (rc) {
		free(function);
	} else {
		run = mem_zalloc(sizeof *run);
		*run = (struct opt_run){function, options_get(options, 'a') != NULL};
		opt_notes_ask(
		    session_function_has_clang(interpreter_session(interpreter), function),
		    run->tells_why ? OPT_ASK_ALL : OPT_ASK_MISSED, &flags);
		interpreter_run_object(interpreter, function, SESSION_BY_CC, &flags, finish_opt,
				       run, free_run);
	}
	list_release(&flags);
	return rc;
}

static int run_opt(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	struct options options = {0};
	int rc = options_init(&options, call->text, call->args_byte, call->args_end_byte,
			      "O:", opt_options, OPT_USAGE, err);

	if (!rc)
		rc = start_opt(interpreter, call, &options, err);
	options_release(&options);
	return rc;
}

const struct magic opt_magics[] = {
    {
	.name = "opt",
	.kinds = MAGIC_LINE,
	.arguments = ARGUMENTS_NAMES,
	.usage = OPT_USAGE,
	.help =
	    "Compiles a function of the session by gcc or clang and shows under its lines what\n"
	    "the optimiser did (+) and what it could not do (-). Nothing runs or changes.\n\n"
	    "-O LEVEL  compiles with that level: 3 vectorises what 2 does not.\n"
	    "--all     shows how it came to that, too.\n",
	.run = run_opt,
    },
    {0},
};
