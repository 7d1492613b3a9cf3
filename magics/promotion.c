// magics/promotion.c - what tier cc would save of the functions of a profile.
#include "magics/promotion.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

// How many times faster the median program of docs/benchmarks.md is at tier cc.
#define USUAL_RATIO 1.9
// Fewer functions that were measured at both tiers say little of others.
#define RATIO_MIN_CNT 3

// What is known of one function at one tier.
struct timed {
	const struct profile_function *function;
	uint64_t call_cnt, own_ns;
	uint64_t subject;
};

// All that the kept profiles tell.
struct history {
	struct timed *items; // owned
	size_t cnt, cap;
	double *ratios; // owned; of functions at both tiers, ascending
	size_t ratio_cnt;
};

static bool is_same_function(const struct profile_function *a, const struct profile_function *b)
{
	return a->source && b->source && !strcmp(a->name, b->name) &&
	       !strcmp(a->source->text, b->source->text);
}

static void add_profile(struct history *history, const struct kept_profile *kept)
{
	struct stats *stats = stats_new(kept->profile);

	for (size_t i = 0; i < stats->row_cnt; i++) {
		const struct stats_row *row = &stats->rows[i];
		const struct profile_function *function = &kept->profile->functions[row->function];

		if (!function->tier || function->timing == PROFILE_COUNTED || !row->own_ns)
			continue;
		if (history->cnt == history->cap) {
			history->cap = history->cap ? history->cap * 2 : 32;
			history->items =
			    mem_grow(history->items, history->cap, sizeof *history->items);
		}
		history->items[history->cnt++] =
		    (struct timed){function, row->call_cnt, row->own_ns, kept->subject};
	}
	stats_free(stats);
}

// Finds the latest time of the same calls in the same statement at a tier. NULL: there is none.
static const struct timed *find_same(const struct history *history, const struct timed *like,
				     enum profile_tier tier)
{
	for (size_t i = history->cnt; i > 0 && like->subject; i--) {
		const struct timed *at = &history->items[i - 1];

		if (at->function->tier == tier && at->subject == like->subject &&
		    at->call_cnt == like->call_cnt &&
		    is_same_function(at->function, like->function))
			return at;
	}
	return NULL;
}

static double ratio_of(const struct timed *slow, const struct timed *fast)
{
	return (double)slow->own_ns / (double)fast->own_ns;
}

static int by_ratio(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void find_ratios(struct history *history)
{
	history->ratios = mem_zalloc((history->cnt + 1) * sizeof *history->ratios);
	for (size_t i = 0; i < history->cnt; i++) {
		const struct timed *slow = &history->items[i], *fast;

		// Of several runs of a statement, the last counts.
		if (slow->function->tier != PROFILE_TCC ||
		    find_same(history, slow, PROFILE_TCC) != slow)
			continue;
		fast = find_same(history, slow, PROFILE_CC);
		if (fast)
			history->ratios[history->ratio_cnt++] = ratio_of(slow, fast);
	}
	qsort(history->ratios, history->ratio_cnt, sizeof *history->ratios, by_ratio);
}

// By how much the same function became faster in some other statement; 0 when that is not known.
static double own_ratio(const struct history *history, const struct profile_function *function)
{
	for (size_t i = history->cnt; i > 0; i--) {
		const struct timed *slow = &history->items[i - 1], *fast;

		if (slow->function->tier != PROFILE_TCC ||
		    !is_same_function(slow->function, function))
			continue;
		fast = find_same(history, slow, PROFILE_CC);
		if (fast)
			return ratio_of(slow, fast);
	}
	return 0;
}

static uint64_t saved(uint64_t own_ns, double ratio)
{
	return ratio > 1 ? (uint64_t)((double)own_ns * (1 - 1 / ratio)) : 0;
}

static void predict(const struct history *history, const struct timed *now,
		    struct profile_function *function)
{
	const struct timed *fast = find_same(history, now, PROFILE_CC);
	double ratio = USUAL_RATIO;

	function->basis = fast ? PROFILE_MEASURED : PROFILE_ABOUT;
	if (fast)
		ratio = ratio_of(now, fast);
	else if (own_ratio(history, function) > 0)
		ratio = own_ratio(history, function);
	else if (history->ratio_cnt >= RATIO_MIN_CNT)
		ratio = history->ratios[history->ratio_cnt / 2];
	function->saved_ns = saved(now->own_ns, ratio);
}

// Tells whether the session has that function, with that text, and gcc could take it.
static bool could_be_fast(const struct session_function *functions, size_t cnt,
			  const struct profile_function *function)
{
	for (size_t i = 0; i < cnt; i++)
		if (functions[i].name && functions[i].can_be_fast &&
		    functions[i].line == function->line &&
		    !strcmp(functions[i].name, function->name) &&
		    !strcmp(functions[i].file, function->file))
			return true;
	return false;
}

void promotion_predict(struct interpreter *interpreter, struct profile *profile, uint64_t subject)
{
	const struct profile_list *list = interpreter_profiles(interpreter);
	struct history history = {0};
	struct stats *stats = stats_new(profile);
	size_t cnt;
	struct session_function *functions =
	    session_functions(interpreter_session(interpreter), &cnt);

	for (size_t i = 0; i < list->cnt; i++)
		add_profile(&history, &list->items[i]);
	find_ratios(&history);
	for (size_t i = 0; i < stats->row_cnt; i++) {
		const struct stats_row *row = &stats->rows[i];
		struct profile_function *function = &profile->functions[row->function];
		const struct timed now = {function, row->call_cnt, row->own_ns, subject};

		if (function->tier == PROFILE_TCC && function->timing != PROFILE_COUNTED &&
		    row->own_ns && could_be_fast(functions, cnt, function))
			predict(&history, &now, function);
	}
	free(functions);
	free(history.items);
	free(history.ratios);
	stats_free(stats);
}

const struct profile *promotion_last(struct interpreter *interpreter, const char *name,
				     uint32_t *function)
{
	const struct profile_list *list = interpreter_profiles(interpreter);
	size_t cnt;
	struct session_function *functions =
	    session_functions(interpreter_session(interpreter), &cnt);
	const struct profile *found = NULL;

	for (size_t i = list->cnt; i > 0 && !found; i--) {
		const struct profile *profile = list->items[i - 1].profile;

		for (uint32_t at = 0; at < profile->function_cnt && !found; at++) {
			const struct profile_function *each = &profile->functions[at];

			if (!each->basis || strcmp(each->name, name) != 0 ||
			    !could_be_fast(functions, cnt, each))
				continue;
			*function = at;
			found = profile;
		}
	}
	free(functions);
	return found;
}
