// magics/line_magics.c - %lprun: how often and how long each line of some functions runs.
#include "magics/magic.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "magics/options.h"
#include "magics/profile_list.h"
#include "magics/target.h"
#include "profiler/line_profile.h"

#define OPTION_LETTERS "f:D:T:u:z"
#define LPRUN_OPTIONS "[-f FUNCTION]... [-D FILE] [-T FILE] [-u UNIT] [-z]"
#define LPRUN_USAGE "%lprun " LPRUN_OPTIONS " STATEMENT    or    %%lprun " LPRUN_OPTIONS

// One line-profiled run.
struct line_run {
	struct options options;
	double unit_s;
	struct target target;
	char *text; // of the cell
};

static void free_line_run(void *state)
{
	struct line_run *run = state;

	options_release(&run->options);
	free(run->text);
	free(run);
}

// --- after the run --------------------------------------------------------------------------

static void add_function(struct line_profile *profile, uint32_t number,
			 const struct session_function *f)
{
	line_profile_add(profile, number, f->file, f->name, f->line, f->line_cnt, f->source);
	profile->functions[profile->function_cnt - 1].tier = f->is_of_cc ? PROFILE_CC : PROFILE_TCC;
}

static struct line_profile *line_profile_of_run(struct interpreter *interpreter,
						const struct line_run *run,
						const struct outcome *outcome, struct err *err)
{
	struct session *session = interpreter_session(interpreter);
	struct unpack in = unpack_from(str_text(&outcome->profile), outcome->profile.len);
	size_t cnt, chosen_cnt = session_line_functions(session, NULL);
	uint32_t *chosen = mem_zalloc((chosen_cnt + 1) * sizeof *chosen);
	struct session_function *functions = session_functions(session, &cnt);
	struct line_profile *profile = line_profile_new();

	session_line_functions(session, chosen);
	for (size_t i = 0; i < chosen_cnt; i++) {
		const struct session_function *f = &functions[chosen[i]];

		if (chosen[i] < cnt && f->name)
			add_function(profile, chosen[i], f);
	}
	if (run->target.is_cell || !chosen_cnt)
		line_profile_add(profile, 0, interpreter_label(interpreter), "<cell>",
				 run->target.line, run->target.line_cnt, run->text);
	if (line_profile_read(profile, &in, err)) {
		line_profile_free(profile);
		profile = NULL;
	}
	free(functions);
	free(chosen);
	return profile;
}

static int write_files(struct interpreter *interpreter, const struct line_run *run,
		       const struct line_profile *profile, const struct str *text, struct err *err)
{
	const char *dump = options_get(&run->options, 'D');
	const char *text_file = options_get(&run->options, 'T');
	struct str said = {0};

	if (dump && line_profile_dump(profile, dump, err))
		return -1;
	if (text_file && file_replace(text_file, str_text(text), text->len, err))
		return -1;
	if (dump)
		str_printf(&said, "Line profile written to file '%s'.\n", dump);
	if (text_file)
		str_printf(&said, "Line profile printout saved to text file '%s'.\n", text_file);
	interpreter_print(interpreter, str_text(&said));
	str_release(&said);
	return 0;
}

static int finish_lprun(struct interpreter *interpreter, void *state, struct outcome *outcome,
			struct err *err)
{
	const struct line_run *run = state;
	int flags = options_get(&run->options, 'z') ? LINE_PRINT_RUN_ONLY : 0;
	struct str text = {0}, shown = {0}, html = {0};
	struct line_profile *profile;
	cJSON *data;
	int rc;

	if (!outcome->profile.len)
		return 0; // it did not compile: the error says so
	profile = line_profile_of_run(interpreter, run, outcome, err);
	if (!profile)
		return -1;
	profile_list_time_lines(interpreter_profiles(interpreter), profile);
	line_profile_print(profile, run->unit_s, flags, &text);
	line_profile_html(profile, flags, &html);
	str_add(&shown, text.data, text.len);
	line_profile_print_tiers(profile, &shown);
	data = cJSON_CreateObject();
	cJSON_AddItemToObject(data, "text/plain", text_to_json(str_text(&shown)));
	cJSON_AddStringToObject(data, "text/html", str_text(&html));
	interpreter_display(interpreter, data);
	rc = write_files(interpreter, run, profile, &text, err);
	interpreter_keep_lines(interpreter, profile);
	str_release(&text);
	str_release(&shown);
	str_release(&html);
	return rc;
}

// --- the magic ------------------------------------------------------------------------------

static int read_unit(struct line_run *run, struct err *err)
{
	const char *unit = options_get(&run->options, 'u');
	char *end = NULL;

	run->unit_s = unit ? strtod(unit, &end) : 1e-9;
	if (unit && (end == unit || *end || !(run->unit_s > 0 && run->unit_s <= 1e9)))
		return err_set(err, ERR_USAGE,
			       "no unit '%s': -u takes seconds, such as 1e-6 for microseconds",
			       unit);
	return 0;
}

static int start_run(struct interpreter *interpreter, const struct magic_call *call,
		     struct line_run *run, struct err *err)
{
	const char *names[OPTION_MAX];
	size_t name_cnt = options_list(&run->options, 'f', names);
	int flags = SESSION_LINES | SESSION_NO_VALUE;

	if (target_init(&run->target, call, run->options.rest_byte, LPRUN_USAGE, err))
		return -1;
	run->text = mem_strdup(call->text);
	if (run->target.is_cell)
		flags |= SESSION_CELL_LINES;
	session_choose_lines(interpreter_session(interpreter), names, name_cnt);
	interpreter_run(interpreter, run->target.start_byte, run->target.end_byte, flags,
			finish_lprun, run, free_line_run);
	return 0;
}

static int run_lprun(struct interpreter *interpreter, const struct magic_call *call,
		     struct err *err)
{
	struct line_run *run = mem_zalloc(sizeof *run);

	if (options_init(&run->options, call->text, call->args_byte, call->args_end_byte,
			 OPTION_LETTERS, NULL, LPRUN_USAGE, err) ||
	    read_unit(run, err) || start_run(interpreter, call, run, err)) {
		free_line_run(run);
		return -1;
	}
	return 0;
}

const struct magic line_magics[] = {
    {
	.name = "lprun",
	.kinds = MAGIC_LINE | MAGIC_CELL,
	.usage = LPRUN_USAGE,
	.help =
	    "Runs a statement, or the whole cell, and shows how often and how long each line of\n"
	    "the functions ran that it calls. A line's time holds what the line calls; while a\n"
	    "function calls itself, the time is the inner call's lines'. %%lprun shows the cell's\n"
	    "own lines too. A function runs at the tier that it is at (%tier); a line below the\n"
	    "text names it.\n\n"
	    "-f FUNCTION  profiles this function instead; may be repeated.\n"
	    "-D FILE      writes a .lprof file for line_profiler, or .json.\n"
	    "-T FILE      writes the table as text.\n"
	    "-u UNIT      the unit of times in seconds: 1e-6 for microseconds (1e-9).\n"
	    "-z           leaves out functions that did not run.\n",
	.run = run_lprun,
    },
    {0},
};
