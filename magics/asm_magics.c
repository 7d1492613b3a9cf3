// magics/asm_magics.c - %asm: the machine code of a function, beside its source.
#include "magics/magic.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "jit/compiler/listing.h"
#include "magics/disassembly.h"
#include "magics/heat.h"
#include "magics/one_function.h"
#include "magics/options.h"
#include "magics/source_line.h"

#define ASM_USAGE "%asm [--tier tcc|cc] [-O LEVEL] [--intel|--att] FUNCTION"
#define MNEMONIC_WIDTH 8

static const struct option_name asm_options[] = {
    {"tier", 't', true},
    {"intel", 'i', false},
    {"att", 'a', false},
    {NULL, 0, false},
};

struct asm_run {
	char *function;
	enum assembly_syntax syntax;
};

static void free_asm_run(void *state)
{
	struct asm_run *run = state;

	free(run->function);
	free(run);
}

// What is being written.
struct writer {
	struct interpreter *interpreter;
	const struct listing *listing;
	const struct disassembly *code;
	struct heat heat;
	struct str *text, *html;
};

// --- text and HTML ----------------------------------------------------------------------------

static void add_source_text(const struct writer *w, const struct listing_line *line,
			    const struct source_line *source)
{
	double share;

	if (heat_of_line(&w->heat, source->label, line->line, &share))
		str_printf(w->text, "%5.1f%% ", 100 * share);
	else
		str_puts(w->text, w->heat.lines ? "       " : "");
	str_printf(w->text, "%s:%u | %.*s\n", source->label, line->line, (int)source->len,
		   source->text);
}

static void add_source_html(const struct writer *w, const struct listing_line *line,
			    const struct source_line *source)
{
	double share = 0;
	bool is_known = heat_of_line(&w->heat, source->label, line->line, &share);
	char *text = mem_strndup(source->text, source->len);

	str_printf(w->html,
		   "<tr style=\"background: rgba(233, 84, 32, %.3f)\"><td style=\"" ASM_CELL
		   "; text-align: right\">",
		   HEAT_WARMEST_ALPHA * share);
	if (is_known)
		str_printf(w->html, "%.1f&#8201;%%", 100 * share);
	str_puts(w->html, "</td><td style=\"" ASM_CELL "; opacity: 0.6\">");
	text_html_escape(w->html, source->label);
	str_printf(w->html, ":%u</td><td style=\"" ASM_CELL "\"><b>", line->line);
	text_html_escape(w->html, text);
	str_puts(w->html, "</b></td></tr>\n");
	free(text);
}

static void add_source(const struct writer *w, const struct listing_line *line)
{
	struct source_line source;

	if (!source_line_find(interpreter_session(w->interpreter), line->file, line->line, &source))
		return;
	add_source_text(w, line, &source);
	add_source_html(w, line, &source);
}

static void add_label(const struct writer *w, uint32_t label)
{
	str_printf(w->text, "  L%u:\n", label);
	str_printf(w->html,
		   "<tr style=\"background: transparent\"><td></td><td style=\"" ASM_CELL
		   "\">L%u:</td><td></td></tr>\n",
		   label);
}

static void add_instruction(const struct writer *w, const struct instruction *instruction)
{
	struct str line = {0};

	str_printf(&line, "%-*s %s", MNEMONIC_WIDTH, instruction->mnemonic, instruction->operands);
	if (instruction->string)
		str_printf(&line, "  # \"%s\"", instruction->string);
	while (line.len && line.data[line.len - 1] == ' ')
		str_cut(&line, line.len - 1);
	str_printf(w->text, "    %4llx  %s\n", (unsigned long long)instruction->at_byte, line.data);
	str_printf(w->html,
		   "<tr style=\"background: transparent\"><td></td><td style=\"" ASM_CELL
		   "; opacity: 0.6; text-align: right\">%llx</td><td style=\"" ASM_CELL "\">",
		   (unsigned long long)instruction->at_byte);
	text_html_escape(w->html, line.data);
	str_puts(w->html, "</td></tr>\n");
	str_release(&line);
}

static void add_code(const struct writer *w)
{
	const struct listing *listing = w->listing;
	size_t next = 0;

	for (size_t i = 0; i < w->code->cnt; i++) {
		const struct instruction *instruction = &w->code->items[i];
		const struct listing_line *line = NULL;

		while (next < listing->line_cnt &&
		       listing->lines[next].start_byte <= instruction->at_byte)
			line = &listing->lines[next++];
		if (line)
			add_source(w, line);
		if (instruction->label)
			add_label(w, instruction->label);
		add_instruction(w, instruction);
	}
}

static void add_head(const struct writer *w, const char *compiler)
{
	struct str head = {0};

	str_printf(&head, "%s  %s  %zu bytes, %zu instructions", w->listing->name, compiler,
		   w->listing->len, w->code->cnt);
	if (w->heat.has_share)
		str_printf(&head, ", %.1f%% of the last profile's time", 100 * w->heat.share);
	str_printf(w->text, "%s%s\n", w->text->len ? "\n" : "", head.data);
	str_puts(w->html, "<p style=\"margin: 8px 0 4px 0\"><code>");
	text_html_escape(w->html, head.data);
	str_puts(w->html, "</code></p>\n<table style=\"border-collapse: collapse; font-family: "
			  "var(--jp-code-font-family, monospace)\"><tbody>\n");
	str_release(&head);
}

static int add_function(struct interpreter *interpreter, const struct listing *listing,
			enum assembly_syntax syntax, const char *compiler, struct str *text,
			struct str *html, struct err *err)
{
	struct disassembly code;
	struct writer writer = {interpreter, listing, &code, {0}, text, html};

	if (disassembly_init(&code, listing, syntax, err))
		return -1;
	heat_init(&writer.heat, interpreter, listing->name);
	add_head(&writer, compiler);
	add_code(&writer);
	str_puts(html, "</tbody></table>\n");
	disassembly_release(&code);
	return 0;
}

// --- the magic --------------------------------------------------------------------------------

static int finish_asm(struct interpreter *interpreter, void *state, struct outcome *outcome,
		      struct err *err)
{
	const struct asm_run *run = state;
	struct str text = {0}, html = {0};
	struct listings listings;
	int rc;

	if (!outcome->is_ok)
		return 0; // its error says why
	rc = listings_init(&listings, outcome->object.data, outcome->object.len, err);
	str_puts(&html, "<div class=\"cicle-asm\">\n");
	for (size_t i = 0; !rc && i < listings.cnt; i++)
		rc = add_function(interpreter, &listings.items[i], run->syntax, outcome->compiler,
				  &text, &html, err);
	str_puts(&html, "</div>\n");
	if (!rc)
		one_function_display(interpreter, &text, &html);
	listings_release(&listings);
	str_release(&text);
	str_release(&html);
	return rc;
}

static int read_syntax(const struct options *options, enum assembly_syntax *syntax, struct err *err)
{
	bool is_att = options_get(options, 'a') != NULL;

	if (is_att && options_get(options, 'i'))
		return err_set(err, ERR_USAGE, "--intel and --att cannot both be had");
	*syntax = is_att ? ASSEMBLY_ATT : ASSEMBLY_INTEL;
	return 0;
}

static int start_asm(struct interpreter *interpreter, const struct magic_call *call,
		     const struct options *options, struct asm_run *run, struct err *err)
{
	enum session_compiler compiler;
	struct list flags = {0};
	int rc = -1;

	run->function = one_function_name(call, options, ASM_USAGE, err);
	if (run->function && !read_syntax(options, &run->syntax, err) &&
	    !one_function_compiler(options, &compiler, &flags, err)) {
		interpreter_run_object(interpreter, run->function, compiler, &flags, finish_asm,
				       run, free_asm_run);
		rc = 0;
	}
	list_release(&flags);
	return rc;
}

static int run_asm(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	struct asm_run *run = mem_zalloc(sizeof *run);
	struct options options = {0};
	int rc = options_init(&options, call->text, call->args_byte, call->args_end_byte,
			      "O:", asm_options, ASM_USAGE, err);

	if (!rc)
		rc = start_asm(interpreter, call, &options, run, err);
	options_release(&options);
	if (rc)
		free_asm_run(run);
	return rc;
}

const struct magic asm_magics[] = {
    {
	.name = "asm",
	.kinds = MAGIC_LINE,
	.arguments = ARGUMENTS_NAMES,
	.usage = ASM_USAGE,
	.help =
	    "Shows the machine code of a function of the session under the lines that it comes\n"
	    "from. Calls and objects have their names. After %lprun the lines say their share of\n"
	    "the function's time; after %prun the head says the function's share of the run.\n\n"
	    "--tier T  by whom it is compiled: tcc (TinyCC) or cc (gcc or clang). The default is\n"
	    "          what runs.\n"
	    "-O LEVEL  compiles with that level, by gcc or clang.\n"
	    "--intel, --att  the syntax: mov eax, 1 (the default) or movl $1, %eax.\n",
	.run = run_asm,
    },
    {0},
};
