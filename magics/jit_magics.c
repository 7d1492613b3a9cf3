// magics/jit_magics.c - %%jit and %%vectorize: a cell compiled by gcc or clang now, with options.
#include "magics/magic.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/compiler/cc.h"
#include "jit/compiler/listing.h"
#include "jit/compiler/opt_notes.h"
#include "magics/jit_text.h"
#include "magics/one_function.h"
#include "magics/options.h"
#include "magics/segment.h"

#define COMPILING_OPTIONS                                                               \
	"[-O LEVEL] [--native|--no-native] [--fastmath] [--parallel] [--cc gcc|clang] " \
	"[--flag F]... [--no-cache] [-q]"
#define JIT_CELL_USAGE             \
	"%%jit " COMPILING_OPTIONS \
	" [--sig \"double(double)\"]... [--types T[,U]] [--const n=1024]..."
#define JIT_USAGE "%jit [off|on|wait]    or    " JIT_CELL_USAGE
#define VECTORIZE_USAGE "%%vectorize " COMPILING_OPTIONS " [--above N] [--threads N] [--serial]"

#define COMPILING_HELP                                                                             \
	"-O LEVEL     0, 1, 2, 3, s, g or fast. The default is 3.\n"                               \
	"--no-native  code that runs on any x86-64 CPU; --native, for this one, is the default.\n" \
	"--fastmath   floating-point results may differ in their last digits, and infinities "     \
	"and\n"                                                                                    \
	"             NaNs are not expected (-ffast-math).\n"                                      \
	"--parallel   OpenMP, for a cell with #pragma omp.\n"                                      \
	"--cc C       the compiler: gcc, clang, or the path of one.\n"                             \
	"--flag F     a further flag for it: --flag -funroll-loops; may be repeated.\n"            \
	"--no-cache   compiles even what was compiled before.\n"                                   \
	"-q           says nothing.\n"

// So many of the optimiser's remarks are shown.
#define NOTE_MAX_CNT 20
#define ABOVE_ITEMS 65536

static const struct option_name jit_names[] = {
    {"native", 'n', false},   {"no-native", 'N', false}, {"fastmath", 'f', false},
    {"parallel", 'p', false}, {"cc", 'c', true},         {"flag", 'F', true},
    {"no-cache", 'C', false}, {"sig", 's', true},        {"types", 't', true},
    {"const", 'k', true},     {NULL, 0, false},
};

static const struct option_name vectorize_names[] = {
    {"native", 'n', false},   {"no-native", 'N', false}, {"fastmath", 'f', false},
    {"parallel", 'p', false}, {"cc", 'c', true},         {"flag", 'F', true},
    {"no-cache", 'C', false}, {"above", 'a', true},      {"threads", 'T', true},
    {"serial", 'S', false},   {NULL, 0, false},
};

// A cell that is compiled with options.
struct jit_run {
	struct options options;
	struct jit_options how;
	char *text;      // what is compiled
	struct str made; // prototypes of array versions
};

static void free_jit_run(void *state)
{
	struct jit_run *run = state;

	options_release(&run->options);
	jit_options_release(&run->how);
	str_release(&run->made);
	free(run->text);
	free(run);
}

// --- what it did ------------------------------------------------------------------------------

static bool is_of_cell(const char *name)
{
	return strncmp(name, "cicle_", 6) != 0 && !strchr(name, '.');
}

static void add_sizes(const struct outcome *outcome, struct str *out)
{
	struct listings listings;
	struct err ignored = {0};
	const char *between = " compiled ";

	if (listings_init(&listings, outcome->object.data, outcome->object.len, &ignored))
		return;
	for (size_t i = 0; i < listings.cnt; i++) {
		if (!is_of_cell(listings.items[i].name))
			continue;
		str_printf(out, "%s%s (%zu bytes)", between, listings.items[i].name,
			   listings.items[i].len);
		between = ", ";
	}
	listings_release(&listings);
}

// Of all that the optimiser did: loops as vectors, and functions of the session taken in. Not what
// it did with functions that clang made of parallel loops: nobody knows them.
static bool is_worth_telling(const struct opt_note *note)
{
	return note->kind == OPT_DONE && note->line && *note->file != '<' &&
	       (strstr(note->text, "vectorized") || strstr(note->text, "nlin")) &&
	       !strstr(note->text, "cicle_") && !strstr(note->text, ".omp_outlined.");
}

static void add_notes(const struct outcome *outcome, struct str *out)
{
	struct opt_notes notes;
	size_t shown = 0;

	opt_notes_read(&notes, str_text(&outcome->notes), NULL);
	for (size_t i = 0; i < notes.cnt; i++) {
		const struct opt_note *note = &notes.items[i];

		if (!is_worth_telling(note))
			continue;
		if (shown++ == NOTE_MAX_CNT) {
			str_puts(out, "  ...\n");
			break;
		}
		str_printf(out, "  line %u: %s\n", note->line, note->text);
	}
	opt_notes_release(&notes);
}

static int finish_jit(struct interpreter *interpreter, void *state, struct outcome *outcome,
		      struct err *err)
{
	const struct jit_run *run = state;
	bool is_parallel = options_get(&run->options, 'p') != NULL;
	struct str text = {0};

	(void)err;
	interpreter_show_value(interpreter, outcome);
	if (!outcome->object.len || options_get(&run->options, 'q'))
		return 0; // it did not compile: its error says why
	str_puts(&text, outcome->compiler);
	add_sizes(outcome, &text);
	if (outcome->step_ns[STEP_CC])
		str_printf(&text, " in %.0f ms\n", 1e-6 * (double)outcome->step_ns[STEP_CC]);
	else
		str_puts(&text, ", from before\n");
	add_notes(outcome, &text);
	str_add(&text, str_text(&run->made), run->made.len);
	if (is_parallel && !strstr(run->text, "omp "))
		str_puts(&text, "the cell has no #pragma omp: --parallel changes nothing\n");
	interpreter_print(interpreter, text.data);
	str_release(&text);
	return 0;
}

// --- options ----------------------------------------------------------------------------------

static int choose_compiler(struct session *session, const char *name, struct list *flags,
			   bool *is_clang, struct err *err)
{
	char *path = name ? cc_find(name) : NULL;
	struct str flag = {0};

	*is_clang = name ? path && cc_is_clang(path) : session_has_clang(session);
	if (name && !path)
		return err_set(err, ERR_USAGE, "--cc %s: there is no such compiler here", name);
	if (!name && !session_has_cc(session))
		return err_set(err, ERR_USAGE,
			       "neither gcc nor clang is installed (apt install gcc)");
	if (path) {
		str_printf(&flag, CC_CHOICE "%s", path);
		list_add(flags, flag.data);
	}
	str_release(&flag);
	free(path);
	return 0;
}

// The rest makes code mean what it means at tier tcc.
static void add_meaning(const struct options *options, struct list *flags)
{
	list_add(flags, "-fwrapv");
	list_add(flags, "-fno-strict-aliasing");
	list_add(flags, options_get(options, 'f') ? "-ffast-math" : "-ffp-contract=off");
}

static int read_flags(struct session *session, const struct options *options, struct list *flags,
		      struct err *err)
{
	const char *level = options_get(options, 'O');
	const char *values[OPTION_MAX];
	size_t cnt = options_list(options, 'F', values);
	bool is_clang;

	if (options_get(options, 'n') && options_get(options, 'N'))
		return err_set(err, ERR_USAGE, "--native and --no-native cannot both be had");
	if (choose_compiler(session, options_get(options, 'c'), flags, &is_clang, err) ||
	    one_function_level(level ? level : "3", flags, err))
		return -1;
	if (!options_get(options, 'N'))
		list_add(flags, "-march=native");
	add_meaning(options, flags);
	if (options_get(options, 'p'))
		list_add(flags, "-fopenmp");
	opt_notes_ask(is_clang, OPT_ASK_DONE, flags);
	for (size_t i = 0; i < cnt; i++)
		if (*values[i] != '-')
			return err_set(err, ERR_USAGE, "--flag %s: a flag begins with '-'",
				       values[i]);
		else
			list_add(flags, values[i]);
	return 0;
}

static int read_number(const struct options *options, char letter, const char *name,
		       unsigned long initial, unsigned long *number, struct err *err)
{
	const char *text = options_get(options, letter);
	char *end;

	*number = initial;
	if (!text)
		return 0;
	*number = strtoul(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || !*number)
		return err_set(err, ERR_USAGE, "%s takes a number from 1 on, not '%s'", name, text);
	return 0;
}

// --- texts ------------------------------------------------------------------------------------

// "T,U" as names.
static int read_types(const char *text, struct list *types, struct err *err)
{
	while (*text) {
		size_t len = strcspn(text, ", ");

		if (len)
			list_add_bytes(types, text, len);
		for (size_t i = 0; i < len; i++)
			if (!isalnum((unsigned char)text[i]) && text[i] != '_')
				return err_set(err, ERR_USAGE, "--types: '%.*s' is no name",
					       (int)len, text);
		text += len + strspn(text + len, ", ");
	}
	return types->cnt ? 0 : err_set(err, ERR_USAGE, "--types takes names, such as T or T,U");
}

// Makes the text with instances, if --types asks for them.
static int apply_signatures(struct interpreter *interpreter, struct jit_run *run, struct err *err)
{
	struct symbols *symbols = session_symbols(interpreter_session(interpreter));
	const char *type_names = options_get(&run->options, 't');
	const char *values[OPTION_MAX];
	size_t cnt = options_list(&run->options, 's', values);
	struct list types = {0}, signatures = {0};
	struct str text = {0};
	int rc;

	for (size_t i = 0; i < cnt; i++)
		list_add(&signatures, values[i]);
	if (!type_names) {
		rc = jit_text_check(symbols, run->text, &signatures, err);
	} else if (!cnt) {
		rc = err_set(err, ERR_USAGE,
			     "--types %s: say for which types, by --sig \"double(double)\"",
			     type_names);
	} else {
		rc = read_types(type_names, &types, err);
		if (!rc)
			rc =
			    jit_text_instances(symbols, run->text, &types, &signatures, &text, err);
	}
	if (!rc && text.len) {
		free(run->text);
		run->text = str_take(&text);
	}
	list_release(&types);
	list_release(&signatures);
	str_release(&text);
	return rc;
}

static int apply_constants(struct jit_run *run, struct err *err)
{
	const char *values[OPTION_MAX];
	size_t cnt = options_list(&run->options, 'k', values);

	for (size_t i = 0; i < cnt; i++)
		if (jit_options_add_const(&run->how, values[i], err))
			return -1;
	return 0;
}

static int apply_vectorizing(struct interpreter *interpreter, struct jit_run *run, struct err *err)
{
	struct symbols *symbols = session_symbols(interpreter_session(interpreter));
	struct vectorizing vectorizing;
	struct str text = {0};
	int rc = -1;

	if (read_number(&run->options, 'a', "--above", ABOVE_ITEMS, &vectorizing.above, err) ||
	    read_number(&run->options, 'T', "--threads", 0, &vectorizing.threads, err))
		return -1;
	if (options_get(&run->options, 'S'))
		vectorizing.above = 0;
	rc = jit_text_vectorize(symbols, run->text, &vectorizing, &text, &run->made, err);
	if (!rc) {
		free(run->text);
		run->text = str_take(&text);
	}
	str_release(&text);
	return rc;
}

// --- the magics -------------------------------------------------------------------------------

static struct jit_run *new_run(struct interpreter *interpreter, const struct magic_call *call,
			       const struct option_name *names, const char *usage, struct err *err)
{
	struct jit_run *run = mem_zalloc(sizeof *run);
	const struct options *options = &run->options;
	size_t rest;

	if (options_init(&run->options, call->text, call->args_byte, call->args_end_byte, "O:q",
			 names, usage, err) ||
	    read_flags(interpreter_session(interpreter), options, &run->how.flags, err)) {
		free_jit_run(run);
		return NULL;
	}
	rest = options->rest_byte;
	rest += strspn(call->text + rest, " \t\r");
	if (rest < call->args_end_byte) {
		err_set(err, ERR_USAGE,
			call->text[rest] == '-' ? "no option '%.*s'\nusage: %s"
						: "unexpected '%.*s'\nusage: %s",
			(int)(call->args_end_byte - rest), call->text + rest, usage);
		free_jit_run(run);
		return NULL;
	}
	run->how.is_fresh = options_get(options, 'C') != NULL;
	run->text = segment_mask(call->text, call->body_byte, call->end_byte);
	return run;
}

static int start(struct interpreter *interpreter, struct jit_run *run, int rc)
{
	if (rc)
		free_jit_run(run);
	else
		interpreter_run_jit(interpreter, run->text, &run->how, finish_jit, run,
				    free_jit_run);
	return rc;
}

static int run_jit(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	struct jit_run *run;

	if (call->body_byte == call->args_end_byte)
		return tier_run_jit(interpreter, call, err);
	run = new_run(interpreter, call, jit_names, JIT_CELL_USAGE, err);
	if (!run)
		return -1;
	return start(interpreter, run,
		     apply_signatures(interpreter, run, err) || apply_constants(run, err) ? -1 : 0);
}

static int run_vectorize(struct interpreter *interpreter, const struct magic_call *call,
			 struct err *err)
{
	struct jit_run *run = new_run(interpreter, call, vectorize_names, VECTORIZE_USAGE, err);

	if (!run)
		return -1;
	return start(interpreter, run, apply_vectorizing(interpreter, run, err));
}

const struct magic jit_magics[] = {
    {
	.name = "jit",
	.kinds = MAGIC_LINE | MAGIC_CELL,
	.usage = JIT_USAGE,
	.help =
	    "Functions are compiled once more in the background, optimised by gcc or clang, and\n"
	    "run that way as soon as they are ready (%tier). %jit off: all go back to TinyCC's\n"
	    "code; on: begins anew; wait: waits until everything is optimised.\n\n"
	    "%%jit compiles the cell by gcc or clang now, before it runs, and says what that did. "
	    "The\n"
	    "functions keep the options: they are compiled with them again when something that\n"
	    "they need, or have taken in for inlining, changes.\n\n" COMPILING_HELP
	    "--sig S      checks that the cell's function has this signature, before anything\n"
	    "             runs; of several functions it names one: \"double f(double)\".\n"
	    "--types T    the cell's function is written over T: one instance is made for each\n"
	    "             --sig, and its name is a macro that chooses by the argument's type.\n"
	    "--const P=V  adds a form for calls where the parameter P is V; may be repeated.\n",
	.run = run_jit,
    },
    {
	.name = "vectorize",
	.kinds = MAGIC_CELL,
	.usage = VECTORIZE_USAGE,
	.help =
	    "Compiles the cell as %%jit does, and makes array versions of its functions of\n"
	    "numbers: of double f(double x)\n"
	    "    void f_array(double *out, const double *x, long n)\n"
	    "    void f_strided(double *out, long out_step, const double *x, long x_step, long n)\n"
	    "with steps in items: 0 takes the same item again. out may be one of the arguments.\n\n"
	    "--above N    shares N items and more among threads (65536).\n"
	    "--threads N  among at most so many.\n"
	    "--serial     never.\n" COMPILING_HELP,
	.run = run_vectorize,
    },
    {0},
};
