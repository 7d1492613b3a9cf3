// magics/history_range.c - cells of the history by number.
//
// As IPython has it: "4-6" is 4, 5 and 6; "4:6" is 4 and 5; "~2/" is the session before the last;
// "7/1-3" are cells of session 7; "~8/1-~6/5" goes over sessions.
#include "magics/history_range.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

// A place in the history: session 0 is this one, -1 the one before.
struct place {
	int session;
	int number; // 0: not given
	bool has_session;
};

struct range {
	struct place start, end;
	bool has_end;
	bool is_open; // "4:6": the end is left out
};

static int read_int(const char **at)
{
	char *end;
	long value = strtol(*at, &end, 10);

	*at = end;
	return value > INT_MAX / 2 ? INT_MAX / 2 : (int)value;
}

// place: (('~'? number '/') number?) | number
static bool read_place(const char **at, struct place *place)
{
	bool is_back = **at == '~';
	size_t len;

	*place = (struct place){0};
	*at += is_back;
	len = strspn(*at, "0123456789");
	if (!len)
		return false;
	if ((*at)[len] == '/') {
		place->session = read_int(at);
		place->session = is_back ? -place->session : place->session;
		place->has_session = true;
		(*at)++;
		if (strspn(*at, "0123456789"))
			place->number = read_int(at);
		return true;
	}
	place->number = read_int(at);
	return !is_back && place->number > 0;
}

// range: place (('-' | ':') place)?
static bool read_range(const char *word, struct range *range)
{
	*range = (struct range){0};
	if (!read_place(&word, &range->start))
		return false;
	if (!*word)
		return true;
	range->is_open = *word == ':';
	range->has_end = true;
	if (*word != '-' && *word != ':')
		return false;
	word++;
	return read_place(&word, &range->end) && !*word;
}

bool history_range_is(const char *word)
{
	struct range range;

	return read_range(word, &range);
}

static int absolute(struct history *history, int session)
{
	return session > 0 ? session : history_session(history) + session;
}

static void visit_range(struct history *history, const struct range *range, history_fn visit,
			void *ctx)
{
	int first = absolute(history, range->start.session);
	int last = range->end.has_session ? absolute(history, range->end.session) : first;
	int start = range->start.number ? range->start.number : 1;
	int stop = INT_MAX;

	if (!range->has_end && range->start.number)
		stop = range->start.number + 1;
	else if (range->has_end && range->end.number)
		stop = range->end.number + !range->is_open;
	for (int session = first; session <= last && session > 0; session++)
		history_range(history, session, session == first ? start : 1,
			      session == last ? stop : INT_MAX, visit, ctx);
}

int history_range_each(struct history *history, const struct list *words, size_t first,
		       history_fn visit, void *ctx, struct err *err)
{
	struct range range;

	if (!history)
		return err_set(err, ERR_USAGE, "there is no history here");
	for (size_t i = first; i < words->cnt; i++) {
		if (!read_range(words->items[i], &range))
			return err_set(err, ERR_USAGE, "'%s' is no range of cells: 3, 4-6, ~1/2-5",
				       words->items[i]);
		visit_range(history, &range, visit, ctx);
	}
	return 0;
}

static void add_input(void *ctx, const struct history_entry *entry)
{
	str_printf(ctx, "%s\n", entry->input);
}

int history_range_text(struct history *history, const struct list *words, size_t first,
		       struct str *out, struct err *err)
{
	if (history_range_each(history, words, first, add_input, out, err))
		return -1;
	return out->len ? 0 : err_set(err, ERR_USAGE, "the history has no such cells");
}
