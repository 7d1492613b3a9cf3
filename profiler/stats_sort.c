// profiler/stats_sort.c - puts the rows of a profile in order by pstats' keys.
#include "profiler/stats.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum column {
	NO_COLUMN,
	BY_PRIMITIVE, // the numbers descend, the names ascend
	BY_CALLS,
	BY_OWN,
	BY_CUMULATIVE,
	BY_FILE,
	BY_LINE,
	BY_NAME,
	BY_PRINTED,
};

enum { MAX_WORD_COLUMNS = 3 };

struct sort_word {
	const char *word;
	const char *label; // what "Ordered by:" says
	enum column columns[MAX_WORD_COLUMNS];
};

// In the order of pstats' own dictionary, on which abbreviations depend.
static const struct sort_word sort_words[] = {
    {"calls", "call count", {BY_CALLS}},
    {"ncalls", "call count", {BY_CALLS}},
    {"cumtime", "cumulative time", {BY_CUMULATIVE}},
    {"cumulative", "cumulative time", {BY_CUMULATIVE}},
    {"filename", "file name", {BY_FILE}},
    {"line", "line number", {BY_LINE}},
    {"module", "file name", {BY_FILE}},
    {"name", "function name", {BY_NAME}},
    {"nfl", "name/file/line", {BY_NAME, BY_FILE, BY_LINE}},
    {"pcalls", "primitive call count", {BY_PRIMITIVE}},
    {"stdname", "standard name", {BY_PRINTED}},
    {"time", "internal time", {BY_OWN}},
    {"tottime", "internal time", {BY_OWN}},
};

enum { SORT_WORD_CNT = sizeof sort_words / sizeof *sort_words };

struct sorting {
	const struct profile *profile;
	const struct sort_word *const *words;
	size_t word_cnt;
	char **printed; // by function
};

static size_t common_len(const char *a, const char *b)
{
	size_t len = 0;

	while (a[len] && a[len] == b[len])
		len++;
	return len;
}

// The longest beginning that a word shares with any word before it: pstats takes that one (and
// only that one) out of its dictionary, so "cu" is known and "cum" is not.
static size_t contested_len(size_t word)
{
	size_t longest = 0;

	for (size_t i = 0; i < word; i++) {
		size_t len = common_len(sort_words[word].word, sort_words[i].word);

		if (len > longest)
			longest = len;
	}
	return longest;
}

static const struct sort_word *find_word(const char *key)
{
	const struct sort_word *found = NULL;
	size_t len = strlen(key);

	for (size_t i = 0; i < SORT_WORD_CNT && len > 0; i++) {
		if (strncmp(sort_words[i].word, key, len) != 0)
			continue;
		if (contested_len(i) == len)
			return NULL;
		if (!found)
			found = &sort_words[i];
	}
	return found;
}

static int descending(double a, double b)
{
	return (a < b) - (a > b);
}

// Times are compared as the doubles that the .prof file holds.
static int compare_column(const struct sorting *sorting, enum column column,
			  const struct stats_row *a, const struct stats_row *b)
{
	const struct profile_function *fa = &sorting->profile->functions[a->function];
	const struct profile_function *fb = &sorting->profile->functions[b->function];

	switch (column) {
	case BY_PRIMITIVE:
		return (a->primitive_cnt < b->primitive_cnt) -
		       (a->primitive_cnt > b->primitive_cnt);
	case BY_CALLS:
		return (a->call_cnt < b->call_cnt) - (a->call_cnt > b->call_cnt);
	case BY_OWN:
		return descending(1e-9 * (double)a->own_ns, 1e-9 * (double)b->own_ns);
	case BY_CUMULATIVE:
		return descending(1e-9 * (double)a->cumulative_ns, 1e-9 * (double)b->cumulative_ns);
	case BY_FILE:
		return strcmp(fa->file, fb->file);
	case BY_LINE:
		return (fa->line > fb->line) - (fa->line < fb->line);
	case BY_NAME:
		return strcmp(fa->name, fb->name);
	case BY_PRINTED:
		return strcmp(sorting->printed[a->function], sorting->printed[b->function]);
	case NO_COLUMN:
		break;
	}
	return 0;
}

static int compare_word(const struct sorting *sorting, const struct sort_word *word,
			const struct stats_row *a, const struct stats_row *b)
{
	int order = 0;

	for (size_t i = 0; i < MAX_WORD_COLUMNS && order == 0; i++)
		order = compare_column(sorting, word->columns[i], a, b);
	return order;
}

// Rows that are equal by every key stay in first-seen order, as in pstats' stable sort.
static int compare_rows(const void *left, const void *right, void *context)
{
	const struct sorting *sorting = context;
	const struct stats_row *a = left, *b = right;
	int order = 0;

	for (size_t i = 0; i < sorting->word_cnt && order == 0; i++)
		order = compare_word(sorting, sorting->words[i], a, b);
	return order ? order : (a->function > b->function) - (a->function < b->function);
}

static char **print_names(const struct profile *profile)
{
	char **printed = mem_grow(NULL, profile->function_cnt, sizeof *printed);

	for (uint32_t i = 0; i < profile->function_cnt; i++) {
		struct str name = {0};

		stats_function_name(profile, i, &name);
		printed[i] = str_take(&name);
	}
	return printed;
}

static void sort_rows(struct stats *stats, const struct sort_word *const *words, size_t word_cnt)
{
	const struct profile *profile = stats->profile;
	struct sorting sorting = {profile, words, word_cnt, print_names(profile)};

	qsort_r(stats->rows, stats->row_cnt, sizeof *stats->rows, compare_rows, &sorting);
	for (size_t i = 0; i < profile->function_cnt; i++)
		free(sorting.printed[i]);
	free(sorting.printed);
}

static int unknown_key(const char *key, struct err *err)
{
	struct str known = {0};

	for (size_t i = 0; i < SORT_WORD_CNT; i++)
		str_printf(&known, "%s%s", i ? ", " : "", sort_words[i].word);
	err_set(err, ERR_USAGE, "no sort key '%s'; the keys are %s", key, str_text(&known));
	str_release(&known);
	return -1;
}

static void set_order(struct stats *stats, const struct sort_word *const *words, size_t word_cnt)
{
	struct str order = {0};

	for (size_t i = 0; i < word_cnt; i++)
		str_printf(&order, "%s%s", i ? ", " : "", words[i]->label);
	free(stats->order);
	stats->order = word_cnt ? str_take(&order) : NULL;
}

int stats_sort(struct stats *stats, const char *const *keys, size_t key_cnt, struct err *err)
{
	const struct sort_word **words = mem_grow(NULL, key_cnt, sizeof *words);
	int result = 0;

	for (size_t i = 0; i < key_cnt && result == 0; i++) {
		words[i] = find_word(keys[i]);
		if (!words[i])
			result = unknown_key(keys[i], err);
	}
	if (result == 0) {
		sort_rows(stats, words, key_cnt);
		set_order(stats, words, key_cnt);
	}
	free(words);
	return result;
}
