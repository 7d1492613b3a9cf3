// magics/history_magics.c - %history: the cells that were run.
#include "magics/magic.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/list.h"
#include "base/mem.h"
#include "magics/history_range.h"
#include "magics/options.h"

#define HISTORY_USAGE "%history [-n] [-o] [-p] [-u] [-f FILE] [-g [PATTERN] | -l [N] | RANGE...]"
// Cells of -l without a number, as IPython has it.
#define LAST_CNT 10

struct listing {
	struct str text;
	bool has_numbers, has_outputs, has_prompts;
	int session; // this one's number
};

// "3: x + 1"; a cell of several lines begins below its number; "7/3: " is another session's.
static void add_entry(void *ctx, const struct history_entry *entry)
{
	struct listing *listing = ctx;
	bool is_long = strchr(entry->input, '\n') != NULL;

	if (listing->has_numbers && entry->session != listing->session)
		str_printf(&listing->text, "%4d/%d:%s", entry->session, entry->number,
			   is_long ? "\n" : " ");
	else if (listing->has_numbers)
		str_printf(&listing->text, "%4d:%s", entry->number, is_long ? "\n" : " ");
	if (!listing->has_prompts) {
		str_printf(&listing->text, "%s\n", entry->input);
	} else {
		for (const char *at = entry->input; *at; at += *at == '\n') {
			size_t len = strcspn(at, "\n");

			str_printf(&listing->text, "%s%.*s\n", at == entry->input ? ">>> " : "... ",
				   (int)len, at);
			at += len;
		}
	}
	if (listing->has_outputs && entry->output)
		str_printf(&listing->text, "%s\n", entry->output);
}

static int read_count(const struct list *words, int *cnt, struct err *err)
{
	char *end;
	long value = LAST_CNT;

	if (words->cnt > 1)
		return err_set(err, ERR_USAGE, "-l takes one number\nusage: %s", HISTORY_USAGE);
	if (words->cnt) {
		value = strtol(words->items[0], &end, 10);
		if (*end || value < 0 || value > INT_MAX)
			return err_set(err, ERR_USAGE, "-l takes a number, not '%s'\nusage: %s",
				       words->items[0], HISTORY_USAGE);
	}
	*cnt = (int)value;
	return 0;
}

// A pattern is found anywhere in a cell.
static void search(struct history *history, const struct list *words, bool is_unique,
		   struct listing *listing)
{
	struct str pattern = {0};

	str_putc(&pattern, '*');
	if (words->cnt) {
		list_join(words, " ", &pattern);
		str_putc(&pattern, '*');
	}
	listing->has_numbers = true;
	history_search(history, pattern.data, INT_MAX, is_unique, add_entry, listing);
	str_release(&pattern);
}

static int collect(struct history *history, const struct options *options, const struct list *words,
		   struct listing *listing, struct err *err)
{
	int cnt = 0;

	if (options_get(options, 'g')) {
		search(history, words, options_get(options, 'u') != NULL, listing);
		return 0;
	}
	if (options_get(options, 'l')) {
		if (read_count(words, &cnt, err))
			return -1;
		history_tail(history, cnt, add_entry, listing);
		return 0;
	}
	if (words->cnt)
		return history_range_each(history, words, 0, add_entry, listing, err);
	history_range(history, 0, 0, INT_MAX, add_entry, listing);
	return 0;
}

static int show(struct interpreter *interpreter, const struct options *options,
		const struct listing *listing, struct err *err)
{
	const char *path = options_get(options, 'f');

	if (path)
		return file_replace(path, str_text(&listing->text), listing->text.len, err);
	interpreter_print(interpreter, str_text(&listing->text));
	return 0;
}

static int run_history(struct interpreter *interpreter, const struct magic_call *call,
		       struct err *err)
{
	struct history *history = interpreter_history(interpreter);
	struct listing listing = {0};
	struct options options;
	struct list words = {0};
	int rc;

	if (!history)
		return err_set(err, ERR_USAGE, "there is no history here");
	if (options_init(&options, call->text, call->args_byte, call->args_end_byte,
			 "noputglf:", NULL, HISTORY_USAGE, err))
		return -1;
	listing.has_numbers = options_get(&options, 'n') != NULL;
	listing.has_outputs = options_get(&options, 'o') != NULL;
	listing.has_prompts = options_get(&options, 'p') != NULL;
	listing.session = history_session(history);
	rc = list_add_words(&words, call->text + options.rest_byte,
			    call->args_end_byte - options.rest_byte, err);
	if (!rc)
		rc = collect(history, &options, &words, &listing, err);
	if (!rc)
		rc = show(interpreter, &options, &listing, err);
	options_release(&options);
	list_release(&words);
	str_release(&listing.text);
	return rc;
}

const struct magic history_magics[] = {
    {
	.name = "history",
	.kinds = MAGIC_LINE,
	.usage = HISTORY_USAGE,
	.help =
	    "Prints the cells of this session, or others.\n"
	    "RANGE  4 | 4-6 | ~1/2-5 (the session before) | 7/1-3 (session 7) | ~2/ (all of it)\n"
	    "-n     with numbers.\n"
	    "-o     with values.\n"
	    "-p     with >>> before each.\n"
	    "-g     those of all sessions in which PATTERN, with * and ?, is found.\n"
	    "-u     of equal ones the last (with -g).\n"
	    "-l     the last N (10) of all sessions.\n"
	    "-f     into a file.",
	.arguments = ARGUMENTS_TEXT,
	.run = run_history,
    },
    {0},
};
