// magics/profile_list.c - the notebook's profiles, and the commands of %profile that work on them.
#include "magics/profile_list.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "profiler/change.h"
#include "profiler/collect.h"
#include "profiler/export.h"
#include "profiler/import.h"

#define ONGOING_TITLE "notebook"
// So many stay that have no name: half a megabyte when they are small.
#define UNNAMED_MAX 100

// --- the list -------------------------------------------------------------------------------

void profile_list_release(struct profile_list *list)
{
	for (size_t i = 0; i < list->cnt; i++) {
		profile_free(list->items[i].profile);
		free(list->items[i].name);
	}
	for (size_t i = 0; i < list->timed_cnt; i++) {
		free(list->timed[i].name);
		source_free(list->timed[i].source);
	}
	free(list->items);
	free(list->timed);
	profile_free(list->ongoing);
	*list = (struct profile_list){0};
}

void profile_list_keep(struct profile_list *list, struct profile **profile, uint64_t subject,
		       const char *name)
{
	if (list->cnt == list->cap) {
		list->cap = list->cap ? list->cap * 2 : 8;
		list->items = mem_grow(list->items, list->cap, sizeof *list->items);
	}
	list->items[list->cnt++] = (struct kept_profile){
	    .profile = *profile,
	    .name = name ? mem_strdup(name) : NULL,
	    .number = ++list->last_number,
	    .subject = subject,
	};
	*profile = NULL;
}

void profile_list_trim(struct profile_list *list)
{
	size_t unnamed_cnt = 0, kept = 0;

	for (size_t i = 0; i < list->cnt; i++)
		unnamed_cnt += !list->items[i].name;
	for (size_t i = 0; i < list->cnt; i++) {
		if (!list->items[i].name && unnamed_cnt > UNNAMED_MAX) {
			profile_free(list->items[i].profile);
			unnamed_cnt--;
		} else {
			list->items[kept++] = list->items[i];
		}
	}
	list->cnt = kept;
}

void profile_list_put(struct profile_list *list, struct profile **profile)
{
	profile_list_keep(list, profile, 0, NULL);
	profile_list_trim(list);
}

struct profile *profile_list_last(const struct profile_list *list)
{
	return list->cnt ? list->items[list->cnt - 1].profile : NULL;
}

struct profile *profile_list_of(const struct profile_list *list, uint64_t subject)
{
	for (size_t i = list->cnt; i > 0 && subject; i--)
		if (list->items[i - 1].subject == subject)
			return list->items[i - 1].profile;
	return NULL;
}

// Gives the place for a function whose lines were timed: that of its earlier times, or a new one.
static struct timed_function *timed_place(struct profile_list *list, const char *name,
					  const char *text)
{
	for (size_t i = 0; i < list->timed_cnt; i++)
		if (!strcmp(list->timed[i].name, name) &&
		    !strcmp(list->timed[i].source->text, text))
			return &list->timed[i];
	list->timed = mem_grow(list->timed, list->timed_cnt + 1, sizeof *list->timed);
	list->timed[list->timed_cnt] =
	    (struct timed_function){mem_strdup(name), source_new(text, strlen(text))};
	return &list->timed[list->timed_cnt++];
}

void profile_list_time_lines(struct profile_list *list, const struct line_profile *lines)
{
	for (size_t i = 0; i < lines->function_cnt; i++) {
		const struct line_function *function = &lines->functions[i];
		struct timed_function *timed;

		if (function->is_whole || !function->total_ns)
			continue;
		timed = timed_place(list, function->name, function->source);
		if (timed->source->line_cnt > function->line_cnt)
			continue;
		source_time(timed->source, function->lines);
		for (size_t at = 0; at < list->cnt; at++)
			profile_time_lines(list->items[at].profile, timed->name, timed->source);
		if (list->ongoing)
			profile_time_lines(list->ongoing, timed->name, timed->source);
	}
}

struct collect_function *profile_numbers(struct interpreter *interpreter, struct cell_lines lines,
					 size_t *cnt)
{
	struct session_function *functions =
	    session_functions(interpreter_session(interpreter), cnt);
	struct collect_function *numbers = mem_zalloc((*cnt + 1) * sizeof *numbers);

	for (size_t i = 0; i < *cnt; i++)
		numbers[i] = (struct collect_function){
		    .file = functions[i].file,
		    .line = functions[i].line,
		    .line_cnt = functions[i].line_cnt,
		    .name = functions[i].name,
		    .text = functions[i].source,
		    .tier = functions[i].is_of_cc ? PROFILE_CC : PROFILE_TCC,
		};
	numbers[0] = (struct collect_function){
	    .file = interpreter_label(interpreter),
	    .line = lines.first,
	    .line_cnt = lines.cnt,
	    .name = "<cell>",
	    .text = interpreter_text(interpreter),
	    .tier = PROFILE_NO_TIER,
	};
	*cnt = *cnt ? *cnt : 1;
	free(functions);
	return numbers;
}

struct profile *profile_of_run(struct interpreter *interpreter, const struct outcome *outcome,
			       const char *title, struct cell_lines lines, struct err *err)
{
	const struct profile_list *list = interpreter_profiles(interpreter);
	size_t cnt;
	struct collect_function *numbers = profile_numbers(interpreter, lines, &cnt);
	struct unpack in = unpack_from(str_text(&outcome->profile), outcome->profile.len);
	struct profile *profile = collect_profile(&in, numbers, cnt, interpreter_session_name(),
						  title, interpreter_label(interpreter), err);

	for (size_t i = 0; i < list->timed_cnt && profile; i++)
		profile_time_lines(profile, list->timed[i].name, list->timed[i].source);
	free(numbers);
	return profile;
}

void profile_note_cell(struct interpreter *interpreter, const struct outcome *outcome)
{
	struct profile_list *list = interpreter_profiles(interpreter);
	struct err err = {0};
	struct profile *profile;

	if (!list->ongoing || !outcome->profile.len)
		return;
	profile = profile_of_run(interpreter, outcome, ONGOING_TITLE, WHOLE_CELL, &err);
	if (profile)
		profile_merge(list->ongoing, profile);
	profile_free(profile);
}

void profile_show(struct interpreter *interpreter, const struct stats *stats,
		  const struct str *text, const struct view_options *options)
{
	struct view_options view = *options;
	struct str html = {0};
	cJSON *data = cJSON_CreateObject();

	view.script = interpreter_view_script(interpreter);
	view_html(stats, &view, &html);
	cJSON_AddItemToObject(data, "text/plain", text_to_json(str_text(text)));
	cJSON_AddStringToObject(data, "text/html", str_text(&html));
	interpreter_display(interpreter, data);
	str_release(&html);
}

void profile_display(struct interpreter *interpreter, const struct stats *stats,
		     const struct str *text, enum view_order order, size_t row_limit)
{
	const struct view_options options = {.order = order, .row_limit = row_limit};

	profile_show(interpreter, stats, text, &options);
}

// --- commands -------------------------------------------------------------------------------

static int run_on(struct interpreter *interpreter, const char *argument, struct err *err)
{
	struct profile_list *list = interpreter_profiles(interpreter);

	(void)argument;
	if (list->ongoing)
		return err_set(err, ERR_USAGE, "the notebook's profiler is on already");
	list->ongoing = profile_new(interpreter_session_name(), ONGOING_TITLE, "");
	interpreter_print(interpreter,
			  "Every cell is profiled from now on; %profile off ends it.\n");
	return 0;
}

static int run_off(struct interpreter *interpreter, const char *argument, struct err *err)
{
	struct profile_list *list = interpreter_profiles(interpreter);

	(void)argument;
	if (!list->ongoing)
		return err_set(err, ERR_USAGE, "the notebook's profiler is not on");
	profile_list_put(list, &list->ongoing);
	interpreter_print(interpreter, "The notebook's profile is kept; %profile show shows it.\n");
	return 0;
}

static int run_clear(struct interpreter *interpreter, const char *argument, struct err *err)
{
	(void)argument;
	(void)err;
	profile_list_release(interpreter_profiles(interpreter));
	return 0;
}

static int run_list(struct interpreter *interpreter, const char *argument, struct err *err)
{
	const struct profile_list *list = interpreter_profiles(interpreter);
	struct str text = {0};

	(void)argument;
	(void)err;
	if (!list->cnt)
		str_puts(&text, "There is no profile yet; %prun and %profile make one.\n");
	for (size_t i = 0; i < list->cnt; i++) {
		const struct kept_profile *item = &list->items[i];
		const struct profile *profile = item->profile;

		str_printf(&text, "%3zu  %-8s %12.6f s  %s", item->number, profile->cell,
			   1e-9 * (double)profile->nodes[0].total_ns, profile->title);
		if (item->name)
			str_printf(&text, "  (%s)", item->name);
		str_putc(&text, '\n');
	}
	if (list->ongoing)
		str_puts(&text, "The notebook's profiler is on.\n");
	interpreter_print(interpreter, text.data);
	str_release(&text);
	return 0;
}

static bool is_called(const struct kept_profile *item, const char *text)
{
	return (item->name && !strcmp(item->name, text)) || !strcmp(item->profile->title, text) ||
	       !strcmp(item->profile->cell, text);
}

// Finds a profile by number, name, title or cell; the last one for an empty argument.
static struct profile *find_profile(const struct profile_list *list, const char *argument,
				    struct err *err)
{
	char *end;
	unsigned long number = strtoul(argument, &end, 10);

	if (!list->cnt)
		err_set(err, ERR_USAGE, "there is no profile yet; %%prun and %%profile make one");
	else if (!*argument)
		return profile_list_last(list);
	for (size_t i = list->cnt; i > 0 && !*end; i--)
		if (list->items[i - 1].number == number)
			return list->items[i - 1].profile;
	for (size_t i = list->cnt; i > 0; i--)
		if (is_called(&list->items[i - 1], argument))
			return list->items[i - 1].profile;
	err_set(err, ERR_USAGE, "there is no profile '%s'; %%profile list lists them", argument);
	return NULL;
}

static int run_show(struct interpreter *interpreter, const char *argument, struct err *err)
{
	static const char *const by_time[] = {"time"};
	const struct profile *profile =
	    find_profile(interpreter_profiles(interpreter), argument, err);
	struct stats *stats;
	struct str text = {0};
	int rc;

	if (!profile)
		return -1;
	stats = stats_new(profile);
	rc = stats_sort(stats, by_time, 1, err);
	if (!rc)
		rc = stats_print(stats, NULL, 0, &text, err);
	if (!rc)
		profile_display(interpreter, stats, &text, VIEW_PICTURE_FIRST, PROFILE_ROW_LIMIT);
	str_release(&text);
	stats_free(stats);
	return rc;
}

// export: file ('--format' name)?
static int read_export(const char *argument, char **path, char **format, struct err *err)
{
	static const char word[] = "--format";
	const char *option = strstr(argument, word);
	size_t len = option ? (size_t)(option - argument) : strlen(argument);

	while (len && isspace((unsigned char)argument[len - 1]))
		len--;
	if (!len)
		return err_set(err, ERR_USAGE,
			       "which file?\nusage: %%profile export FILE [--format F]");
	if (option) {
		option += strlen(word);
		option += strspn(option, "= \t");
		*format = mem_strdup(option);
	}
	*path = mem_strndup(argument, len);
	return export_find(*path, *format, err) ? 0 : -1;
}

static struct profile *merge_all(const struct profile_list *list)
{
	struct profile *all =
	    profile_new(interpreter_session_name(), interpreter_session_name(), "");

	for (size_t i = 0; i < list->cnt; i++)
		profile_merge(all, list->items[i].profile);
	return all;
}

// Writes all profiles of the notebook, under one root, to a file, whose suffix says in which format
// unless --format does.
static int run_export(struct interpreter *interpreter, const char *argument, struct err *err)
{
	const struct profile_list *list = interpreter_profiles(interpreter);
	char *path = NULL, *format = NULL;
	struct profile *all;
	struct str said = {0};
	int rc = -1;

	if (*argument && !list->cnt)
		return err_set(err, ERR_USAGE,
			       "there is no profile to export yet; %%prun and %%profile make one");
	if (!read_export(argument, &path, &format, err)) {
		all = merge_all(list);
		rc = profile_export(all, path, format, err);
		profile_free(all);
	}
	if (!rc) {
		str_printf(&said, "%zu profile%s written to file '%s'.\n", list->cnt,
			   list->cnt == 1 ? "" : "s", path);
		interpreter_print(interpreter, said.data);
	}
	str_release(&said);
	free(path);
	free(format);
	return rc;
}

// Adds a profile that somebody wrote to the list.
static int run_load(struct interpreter *interpreter, const char *path, struct err *err)
{
	struct profile_list *list = interpreter_profiles(interpreter);
	const char *caveat = NULL;
	struct profile *profile;
	struct str said = {0};

	if (!*path)
		return err_set(err, ERR_USAGE, "which file?\nusage: %%profile load FILE");
	profile = profile_import(path, &caveat, err);
	if (!profile)
		return -1;
	free(profile->title);
	profile->title = mem_strdup(path);
	profile_list_put(list, &profile);
	str_printf(&said, "Profile %zu is '%s'; %%profile show shows it.\n", list->last_number,
		   path);
	if (caveat)
		str_printf(&said, "Note: %s\n", caveat);
	interpreter_print(interpreter, said.data);
	str_release(&said);
	return 0;
}

// "1 2", or nothing: the last two.
static int find_pair(const struct profile_list *list, const char *argument,
		     const struct profile **before, const struct profile **after, struct err *err)
{
	size_t len = strcspn(argument, " \t");
	char *first = mem_strndup(argument, len);
	const char *second = argument + len + strspn(argument + len, " \t");

	if (!*argument && list->cnt >= 2) {
		*before = list->items[list->cnt - 2].profile;
		*after = list->items[list->cnt - 1].profile;
	} else if (!*first || !*second) {
		err_set(err, ERR_USAGE, "which two profiles?\nusage: %%profile diff A B");
	} else {
		*before = find_profile(list, first, err);
		*after = find_profile(list, second, err);
	}
	free(first);
	return err->code ? -1 : 0;
}

static void add_change(struct str *out, const struct profile *before, const struct profile *after)
{
	double a = 1e-9 * (double)before->nodes[0].total_ns;
	double b = 1e-9 * (double)after->nodes[0].total_ns;
	struct change change = change_of_all(before, after);

	str_printf(out, "before  %12.6f s  %s\nafter   %12.6f s  %s\n", a, before->title, b,
		   after->title);
	if (a > 0 && b > 0)
		str_printf(out, "change  %+12.6f s  (%.2f times %s%s)\n", b - a,
			   b > a ? b / a : a / b, b > a ? "slower" : "faster",
			   change_is_noise(&change, before->run_cnt, after->run_cnt)
			       ? ", no more than runs differ"
			       : "");
}

static int run_diff(struct interpreter *interpreter, const char *argument, struct err *err)
{
	const struct profile *before = NULL, *after = NULL;
	struct stats *stats_before, *stats_after;
	struct str text = {0}, html = {0};
	cJSON *data;

	if (find_pair(interpreter_profiles(interpreter), argument, &before, &after, err) ||
	    !before || !after)
		return -1;
	stats_before = stats_new(before);
	stats_after = stats_new(after);
	add_change(&text, before, after);
	view_diff_html(stats_before, stats_after, interpreter_view_script(interpreter), &html);
	data = cJSON_CreateObject();
	cJSON_AddItemToObject(data, "text/plain", text_to_json(str_text(&text)));
	cJSON_AddStringToObject(data, "text/html", str_text(&html));
	interpreter_display(interpreter, data);
	stats_free(stats_before);
	stats_free(stats_after);
	str_release(&text);
	str_release(&html);
	return 0;
}

static const struct command {
	const char *word;
	bool takes_argument;
	int (*run)(struct interpreter *interpreter, const char *argument, struct err *err);
} commands[] = {
    {"on", false, run_on},       {"off", false, run_off},  {"list", false, run_list},
    {"clear", false, run_clear}, {"show", true, run_show}, {"export", true, run_export},
    {"load", true, run_load},    {"diff", true, run_diff},
};

// command: word argument? - but "list = x;", "show(1)" and "on += 2" are statements
static const struct command *find_command(const char *text)
{
	size_t len = strcspn(text, " \t");

	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		const char *rest = text + len + strspn(text + len, " \t");

		if (strlen(commands[i].word) != len || strncmp(commands[i].word, text, len) != 0)
			continue;
		if (!commands[i].takes_argument && *rest)
			return NULL;
		return strchr("=+-*&|", *rest) && *rest && strchr("= \t", rest[1]) ? NULL
										   : &commands[i];
	}
	return NULL;
}

bool profile_command(struct interpreter *interpreter, const struct magic_call *call, int *rc,
		     struct err *err)
{
	size_t start = call->args_byte, end = call->args_end_byte;
	const struct command *command;
	char *text;

	while (start < end && isspace((unsigned char)call->text[start]))
		start++;
	while (end > start && isspace((unsigned char)call->text[end - 1]))
		end--;
	text = mem_strndup(call->text + start, end - start);
	command = find_command(text);
	if (command) {
		const char *argument = text + strlen(command->word);

		*rc = command->run(interpreter, argument + strspn(argument, " \t"), err);
	}
	free(text);
	return command != NULL;
}
