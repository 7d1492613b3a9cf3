// magics/heap_magics.c - %memprof: what a statement allocates, where, and what is left of it.
#include "magics/magic.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "magics/options.h"
#include "magics/profile_list.h"
#include "magics/target.h"
#include "profiler/export.h"
#include "profiler/heap_profile.h"
#include "profiler/view.h"

#define OPTION_LETTERS "l:D:T:"
#define MEMPROF_OPTIONS "[-l ROWS] [-D FILE] [-T FILE]"
#define MEMPROF_USAGE "%memprof " MEMPROF_OPTIONS " STATEMENT    or    %%memprof " MEMPROF_OPTIONS

// One memory-profiled run.
struct heap_run {
	struct options options;
	size_t row_limit;
	struct cell_lines lines;
	char *title;
};

static void free_heap_run(void *state)
{
	struct heap_run *run = state;

	options_release(&run->options);
	free(run->title);
	free(run);
}

// --- after the run --------------------------------------------------------------------------

static const char *label_of(void *session, const char *file)
{
	return session_label(session, file);
}

// Reads the calls and, behind them, the allocations. NULL with err filled.
static struct heap_profile *read_run(struct interpreter *interpreter, const struct heap_run *run,
				     const struct outcome *outcome, struct profile **profile,
				     struct err *err)
{
	struct unpack in = unpack_from(str_text(&outcome->profile), outcome->profile.len);
	size_t cnt;
	struct collect_function *numbers = profile_numbers(interpreter, run->lines, &cnt);
	struct heap_profile *heap = NULL;

	*profile = collect_profile(&in, numbers, cnt, interpreter_session_name(), run->title,
				   interpreter_label(interpreter), err);
	if (*profile)
		heap = heap_profile_read(&in, *profile, numbers, cnt, label_of,
					 interpreter_session(interpreter), err);
	free(numbers);
	return heap;
}

static void show(struct interpreter *interpreter, const struct heap_run *run,
		 const struct heap_profile *heap, const struct str *text)
{
	const struct view_options options = {.order = VIEW_PICTURE_FIRST,
					     .row_limit = run->row_limit,
					     .is_by_bytes = true,
					     .script = interpreter_view_script(interpreter)};
	static const char *const by_time[] = {"time"};
	struct stats *stats = stats_new(heap->profile);
	struct err ignored = {0};
	struct str html = {0};
	cJSON *data = cJSON_CreateObject();

	stats_sort(stats, by_time, 1, &ignored);
	heap_profile_html(heap, run->row_limit, &html);
	view_html(stats, &options, &html);
	cJSON_AddItemToObject(data, "text/plain", text_to_json(str_text(text)));
	cJSON_AddStringToObject(data, "text/html", str_text(&html));
	interpreter_display(interpreter, data);
	stats_free(stats);
	str_release(&html);
}

static int write_files(struct interpreter *interpreter, const struct heap_run *run,
		       const struct profile *profile, const struct str *text, struct err *err)
{
	const char *dump = options_get(&run->options, 'D');
	const char *text_file = options_get(&run->options, 'T');
	struct str said = {0};

	if (dump && profile_export(profile, dump, NULL, err))
		return -1;
	if (text_file && file_replace(text_file, str_text(text), text->len, err))
		return -1;
	if (dump)
		str_printf(&said, "Memory profile written to file '%s'.\n", dump);
	if (text_file)
		str_printf(&said, "Memory profile printout saved to text file '%s'.\n", text_file);
	interpreter_print(interpreter, str_text(&said));
	str_release(&said);
	return 0;
}

static int finish_memprof(struct interpreter *interpreter, void *state, struct outcome *outcome,
			  struct err *err)
{
	const struct heap_run *run = state;
	struct profile *profile = NULL;
	struct heap_profile *heap;
	struct str text = {0};
	int rc = -1;

	if (!outcome->profile.len)
		return 0; // it did not compile: the error says so
	heap = read_run(interpreter, run, outcome, &profile, err);
	if (heap) {
		heap_profile_print(heap, run->row_limit, &text);
		show(interpreter, run, heap, &text);
		rc = write_files(interpreter, run, profile, &text, err);
	}
	heap_profile_free(heap);
	profile_free(profile);
	str_release(&text);
	return rc;
}

// --- the magic ------------------------------------------------------------------------------

static int read_limit(struct heap_run *run, struct err *err)
{
	const char *limit = options_get(&run->options, 'l');
	char *end = NULL;

	run->row_limit = limit ? strtoul(limit, &end, 10) : PROFILE_ROW_LIMIT;
	if (limit && (end == limit || *end || run->row_limit == 0 || *limit == '-'))
		return err_set(err, ERR_USAGE, "'%s' is no number of rows", limit);
	return 0;
}

static int run_memprof(struct interpreter *interpreter, const struct magic_call *call,
		       struct err *err)
{
	struct heap_run *run = mem_zalloc(sizeof *run);
	struct target target;

	if (options_init(&run->options, call->text, call->args_byte, call->args_end_byte,
			 OPTION_LETTERS, NULL, MEMPROF_USAGE, err) ||
	    read_limit(run, err) ||
	    target_init(&target, call, run->options.rest_byte, MEMPROF_USAGE, err)) {
		free_heap_run(run);
		return -1;
	}
	run->lines = (struct cell_lines){target.line, target.line_cnt};
	run->title = target_title(&target, call);
	interpreter_run(interpreter, target.start_byte, target.end_byte,
			SESSION_PROFILED | SESSION_MEMORY | SESSION_NO_VALUE, finish_memprof, run,
			free_heap_run);
	return 0;
}

const struct magic heap_magics[] = {
    {
	.name = "memprof",
	.kinds = MAGIC_LINE | MAGIC_CELL,
	.usage = MEMPROF_USAGE,
	.help =
	    "Runs a statement, or the whole cell, and shows what it allocates: how often, how "
	    "many\n"
	    "bytes and how many at one time, by function and by chain of calls, and what is still\n"
	    "allocated at the end, with the line that allocated it. A block is kept when an "
	    "object\n"
	    "of the session leads to it, and lost, a leak, when none does. Counted are malloc,\n"
	    "calloc, realloc, strdup, asprintf, getline and their like, called by cells; what\n"
	    "libraries allocate for themselves is not.\n\n"
	    "-l ROWS  shows so many rows of each table (20).\n"
	    "-D FILE  writes the calls, with bytes where the format has them (.json, .html).\n"
	    "-T FILE  writes the tables as text.\n",
	.run = run_memprof,
    },
    {0},
};
