// magics/time_magics.c - %time and %timeit: how long a statement takes.
#include "magics/magic.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/message.h"
#include "magics/config.h"
#include "magics/options.h"
#include "magics/timing.h"

#define TIME_USAGE "%time STATEMENT    or    %%time"
#define TIMEIT_OPTIONS "[-n N] [-r R] [-p P] [-q] [-o NAME]"
#define TIMEIT_USAGE                                                                              \
	"%timeit " TIMEIT_OPTIONS " STATEMENT [--vs STATEMENT]    or    %%timeit " TIMEIT_OPTIONS \
	" [SETUP]"
#define TIME_DIGITS 3
#define NUMBER_MAX 1000000000
#define DIGITS_MAX 15
// A name in the table of a comparison.
#define NAME_MAX_BYTES 40
#define VERSUS "--vs"

// A range of the cell's bytes.
struct span {
	size_t start, end;
};

static struct span trim(const char *text, struct span span)
{
	while (span.start < span.end && isspace((unsigned char)text[span.start]))
		span.start++;
	while (span.end > span.start && isspace((unsigned char)text[span.end - 1]))
		span.end--;
	return span;
}

// --- %time ----------------------------------------------------------------------------------

static int finish_time(struct interpreter *interpreter, void *state, struct outcome *outcome,
		       struct err *err)
{
	struct str text = {0};

	(void)state;
	(void)err;
	if (!outcome->is_ok)
		return 0;
	str_puts(&text, "CPU times: user ");
	timing_print((double)outcome->user_ns / 1e9, TIME_DIGITS, &text);
	str_puts(&text, ", sys: ");
	timing_print((double)outcome->system_ns / 1e9, TIME_DIGITS, &text);
	str_puts(&text, ", total: ");
	timing_print((double)(outcome->user_ns + outcome->system_ns) / 1e9, TIME_DIGITS, &text);
	str_puts(&text, "\nWall time: ");
	timing_print((double)outcome->run_ns / 1e9, TIME_DIGITS, &text);
	str_puts(&text, "\nCompiler : ");
	timing_print((double)outcome->compile_ns / 1e9, TIME_DIGITS, &text);
	str_putc(&text, '\n');
	interpreter_print(interpreter, text.data);
	str_release(&text);
	interpreter_show_value(interpreter, outcome);
	return 0;
}

static int run_time(struct interpreter *interpreter, const struct magic_call *call, struct err *err)
{
	struct span span = trim(call->text, (struct span){call->args_byte, call->end_byte});

	if (span.start == span.end)
		return err_set(err, ERR_USAGE, "there is nothing to time\nusage: %s", TIME_USAGE);
	interpreter_run(interpreter, span.start, span.end, SESSION_TIMED, finish_time, NULL, NULL);
	return 0;
}

// --- %timeit --------------------------------------------------------------------------------

struct timeit {
	struct span setup;
	struct span statements[TIMER_ALTERNATIVE_MAX];
	size_t cnt;
	long number, repeat, digits;
	bool is_quiet;
	char *result;                       // owned; the object that is made of it, NULL: none
	char *names[TIMER_ALTERNATIVE_MAX]; // owned
};

static void free_timeit(void *state)
{
	struct timeit *timeit = state;

	for (size_t i = 0; i < TIMER_ALTERNATIVE_MAX; i++)
		free(timeit->names[i]);
	free(timeit->result);
	free(timeit);
}

static int read_number(const struct options *options, char letter, long max, long *number,
		       struct err *err)
{
	const char *text = options_get(options, letter);
	char *end;

	if (!text)
		return 0;
	errno = 0;
	*number = strtol(text, &end, 10);
	if (errno || end == text || *end || *number < 1 || *number > max)
		return err_set(err, ERR_USAGE,
			       "-%c takes a whole number from 1 to %ld, not '%s'\nusage: %s",
			       letter, max, text, TIMEIT_USAGE);
	return 0;
}

static bool is_name(const char *text)
{
	if (isdigit((unsigned char)*text))
		return false;
	for (; isalnum((unsigned char)*text) || *text == '_'; text++)
		;
	return !*text;
}

static int read_result(struct timeit *timeit, const char *name, struct err *err)
{
	if (!name)
		return 0;
	if (!*name || !is_name(name))
		return err_set(err, ERR_USAGE,
			       "-o takes the name of an object, not '%s'\nusage: %s", name,
			       TIMEIT_USAGE);
	timeit->result = mem_strdup(name);
	return 0;
}

static int read_options(struct timeit *timeit, const struct magic_call *call,
			const struct config *config, size_t *rest_byte, struct err *err)
{
	struct options options;
	int rc;

	timeit->repeat = config->timeit_repeat;
	timeit->digits = config->timeit_precision;
	if (options_init(&options, call->text, call->args_byte, call->args_end_byte,
			 "n:r:p:qo:", NULL, TIMEIT_USAGE, err))
		return -1;
	rc = read_number(&options, 'n', NUMBER_MAX, &timeit->number, err) ||
	     read_number(&options, 'r', TIMER_REPEAT_MAX, &timeit->repeat, err) ||
	     read_number(&options, 'p', DIGITS_MAX, &timeit->digits, err) ||
	     read_result(timeit, options_get(&options, 'o'), err);
	timeit->is_quiet = options_get(&options, 'q') != NULL;
	*rest_byte = options.rest_byte;
	options_release(&options);
	return rc ? -1 : 0;
}

// Finds "--vs" between blanks; gives false when there is none.
static bool find_versus(const char *text, struct span span, struct span *versus)
{
	size_t len = strlen(VERSUS);

	for (size_t i = span.start + 1; i + len < span.end; i++) {
		if (memcmp(text + i, VERSUS, len) != 0 || !isspace((unsigned char)text[i - 1]) ||
		    !isspace((unsigned char)text[i + len]))
			continue;
		*versus = (struct span){i, i + len};
		return true;
	}
	return false;
}

static char *name_of(const char *text, struct span span)
{
	size_t len = strcspn(text + span.start, "\n");

	if (len > span.end - span.start)
		len = span.end - span.start;
	if (len > NAME_MAX_BYTES)
		for (len = NAME_MAX_BYTES; (text[span.start + len] & 0xc0) == 0x80; len--)
			; // not in the middle of a character
	while (len && (text[span.start + len - 1] == ';' ||
		       isspace((unsigned char)text[span.start + len - 1])))
		len--;
	return mem_strndup(text + span.start, len);
}

static int split(struct timeit *timeit, const struct magic_call *call, size_t rest_byte,
		 struct err *err)
{
	bool is_cell = call->body_byte != call->args_end_byte;
	struct span whole = {is_cell ? call->body_byte : rest_byte, call->end_byte};
	struct span versus;

	if (is_cell)
		timeit->setup = trim(call->text, (struct span){rest_byte, call->args_end_byte});
	timeit->cnt = find_versus(call->text, whole, &versus) ? 2 : 1;
	timeit->statements[0] = whole;
	if (timeit->cnt == 2) {
		timeit->statements[0].end = versus.start;
		timeit->statements[1] = (struct span){versus.end, whole.end};
	}
	for (size_t i = 0; i < timeit->cnt; i++) {
		timeit->statements[i] = trim(call->text, timeit->statements[i]);
		if (timeit->statements[i].start == timeit->statements[i].end)
			return err_set(err, ERR_USAGE, "there is nothing to time\nusage: %s",
				       TIMEIT_USAGE);
		timeit->names[i] = name_of(call->text, timeit->statements[i]);
	}
	return 0;
}

// Appends blanks up to a byte of the cell, so that what follows stands on its line.
static void add_blanks(struct str *out, const char *text, size_t *at, size_t to)
{
	for (; *at < to; (*at)++)
		str_putc(out, text[*at] == '\n' ? '\n' : ' ');
}

static void add_statement(struct str *out, const char *text, size_t *at, struct span span)
{
	add_blanks(out, text, at, span.start);
	str_add(out, text + span.start, span.end - span.start);
	*at = span.end;
	// a comment ends with its line
	str_puts(out, memmem(text + span.start, span.end - span.start, "//", 2) ? "\n;" : ";");
}

// What runs: every statement in a loop of its own, and an empty one (jit/runner/timer.h).
static char *loop_text(const struct timeit *timeit, const char *text)
{
	struct str out = {0};
	size_t at = 0;

	str_printf(&out,
		   "{extern void cicle_timer_begin(unsigned long,unsigned long,unsigned long);"
		   "extern int cicle_timer_next(unsigned long*);"
		   "unsigned long cicle_n;int cicle_which;");
	add_statement(&out, text, &at, timeit->setup);
	str_printf(&out,
		   "cicle_timer_begin(%ld,%ld,%zu);"
		   "while((cicle_which=cicle_timer_next(&cicle_n))){",
		   timeit->number, timeit->repeat, timeit->cnt);
	for (size_t i = 0; i < timeit->cnt; i++) {
		str_printf(&out, "if(cicle_which==%zu)for(;cicle_n;cicle_n--){", i + 1);
		add_statement(&out, text, &at, timeit->statements[i]);
		str_puts(&out, "}else ");
	}
	str_puts(&out, "for(;cicle_n;cicle_n--){}}}");
	return str_take(&out);
}

// --- %timeit -o -----------------------------------------------------------------------------

static void add_result(struct str *out, const struct timing_runs *runs)
{
	str_printf(out, "{%.17g,%.17g,%.17g,%.17g,%lluul,%zu,{", runs->mean_ns / 1e9,
		   runs->min_ns / 1e9, runs->max_ns / 1e9, runs->deviation_ns / 1e9, runs->number,
		   runs->cnt);
	for (size_t i = 0; i < runs->cnt; i++)
		str_printf(out, "%.17g,", runs->ns[i] / 1e9);
	str_puts(out, "}}");
}

// Declares the result in the session, with the members of IPython's TimeitResult, in seconds.
static void keep_result(struct interpreter *interpreter, struct timeit *timeit,
			const struct timing *timing)
{
	bool is_pair = timing->cnt > 1;
	struct str text = {0};

	str_printf(&text,
		   "struct{double average,best,worst,stdev;unsigned long loops,repeat;"
		   "double timings[%zu];}%s%s=%s",
		   timing->runs[0].cnt, timeit->result, is_pair ? "[2]" : "", is_pair ? "{" : "");
	add_result(&text, &timing->runs[0]);
	if (is_pair) {
		str_putc(&text, ',');
		add_result(&text, &timing->runs[1]);
		str_putc(&text, '}');
	}
	str_putc(&text, ';');
	interpreter_run_file(interpreter, str_text(&text), "%timeit", magic_done_nothing, timeit,
			     free_timeit);
	str_release(&text);
}

static int finish_timeit(struct interpreter *interpreter, void *state, struct outcome *outcome,
			 struct err *err)
{
	struct timeit *timeit = state;
	const struct str *told = interpreter_told(interpreter, EVENT_TIMES);
	struct str text = {0}, html = {0};
	struct timing timing;
	cJSON *data;

	if (!outcome->is_ok)
		return 0;
	if (!told)
		return err_set(err, ERR_USAGE, "the statement left the loop: it was not timed");
	if (timing_read(&timing, told->data, told->len, err))
		return -1;
	timing_text(&timing, (const char *const *)timeit->names, (int)timeit->digits, &text);
	timing_html(&timing, (const char *const *)timeit->names, (int)timeit->digits, &html);
	if (!timeit->is_quiet) {
		data = cJSON_CreateObject();
		cJSON_AddItemToObject(data, "text/plain", text_to_json(str_text(&text)));
		cJSON_AddItemToObject(data, "text/html", text_to_json(str_text(&html)));
		interpreter_display(interpreter, data);
	}
	if (timeit->result)
		keep_result(interpreter, timeit, &timing);
	timing_release(&timing);
	str_release(&text);
	str_release(&html);
	return 0;
}

static int run_timeit(struct interpreter *interpreter, const struct magic_call *call,
		      struct err *err)
{
	struct timeit *timeit = mem_zalloc(sizeof *timeit);
	size_t rest_byte;
	char *text;

	if (read_options(timeit, call, interpreter_config(interpreter), &rest_byte, err) ||
	    split(timeit, call, rest_byte, err)) {
		free_timeit(timeit);
		return -1;
	}
	text = loop_text(timeit, call->text);
	interpreter_run_as(interpreter, text, SESSION_NO_VALUE | SESSION_TIMED, finish_timeit,
			   timeit, free_timeit);
	free(text);
	return 0;
}

const struct magic time_magics[] = {
    {
	.name = "time",
	.kinds = MAGIC_LINE | MAGIC_CELL,
	.usage = TIME_USAGE,
	.help = "Runs a statement, or the whole cell, once and tells the CPU time of all threads,\n"
		"the wall time, and what compiling took (in neither of the others). The value is\n"
		"shown as ever.",
	.run = run_time,
    },
    {
	.name = "timeit",
	.kinds = MAGIC_LINE | MAGIC_CELL,
	.usage = TIMEIT_USAGE,
	.help =
	    "Runs a statement in a loop, several times, and tells what one pass takes. The\n"
	    "loop is compiled C; what it takes itself is told when it matters. In %%timeit the\n"
	    "body is timed, and SETUP runs once before, in the same scope.\n\n"
	    "-n N  passes of each run; without it as many as take 0.2 s or more.\n"
	    "-r R  runs (7).\n"
	    "-p P  digits of the times (3).\n"
	    "-q    shows nothing.\n"
	    "-o NAME  makes an object NAME of what was measured, in seconds: average, best, "
	    "worst,\n"
	    "      stdev, loops, repeat, timings[repeat]. With --vs an array of two.\n"
	    "--vs STATEMENT  times two statements, run in turn, and compares them pair by "
	    "pair.\n"
	    "                In %%timeit, a line --vs divides the body.",
	.run = run_timeit,
    },
    {0},
};
