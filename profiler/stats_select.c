// profiler/stats_select.c - the rows that pstats' restrictions leave of a table.
#include "profiler/stats_select.h"

#include <errno.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

// Appends a text as Python's repr() writes it. Names and patterns hold no bytes that are not
// UTF-8 or not printable unless the user typed them: then they stay as they are.
static void print_quoted(const char *text, struct str *out)
{
	char quote = strchr(text, '\'') && !strchr(text, '"') ? '"' : '\'';

	str_putc(out, quote);
	for (; *text; text++) {
		if (*text == '\n')
			str_puts(out, "\\n");
		else if (*text == '\t')
			str_puts(out, "\\t");
		else if (*text == quote || *text == '\\')
			str_printf(out, "\\%c", *text);
		else
			str_putc(out, *text);
	}
	str_putc(out, quote);
}

// Appends the shortest decimal text that reads back as the same double, as Python's repr() does.
static void print_double(double value, struct str *out)
{
	char text[32];

	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	str_puts(out, text);
	if (!strpbrk(text, ".e"))
		str_puts(out, ".0");
}

static void note_cut(struct stats_selection *s, size_t row_cnt, const struct str *restriction)
{
	if (row_cnt != s->row_cnt)
		str_printf(&s->notes, "   List reduced from %zu to %zu due to restriction <%s>\n",
			   s->row_cnt, row_cnt, str_text(restriction));
	s->row_cnt = row_cnt;
}

static void cut_to_number(struct stats_selection *s, long number)
{
	struct str shown = {0};
	bool is_cut = number >= 0 && (unsigned long)number < s->row_cnt;

	str_printf(&shown, "%ld", number);
	note_cut(s, is_cut ? (size_t)number : s->row_cnt, &shown);
	str_release(&shown);
}

static void cut_to_share(struct stats_selection *s, double share)
{
	struct str shown = {0};
	bool is_cut = share >= 0 && share < 1;

	print_double(share, &shown);
	note_cut(s, is_cut ? (size_t)((double)s->row_cnt * share + .5) : s->row_cnt, &shown);
	str_release(&shown);
}

static bool does_match(const struct stats *stats, uint32_t function, const regex_t *regex)
{
	struct str name = {0};
	bool found;

	stats_function_name(stats->profile, function, &name);
	found = regexec(regex, str_text(&name), 0, NULL, 0) == 0;
	str_release(&name);
	return found;
}

static int cut_to_matches(struct stats_selection *s, const char *pattern, struct err *err)
{
	struct str shown = {0};
	size_t kept = 0;
	regex_t regex;
	char reason[128];
	int failure = regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB);

	if (failure) {
		regerror(failure, &regex, reason, sizeof reason);
		return err_set(err, ERR_USAGE, "'%s' is no regular expression: %s", pattern,
			       reason);
	}
	for (size_t i = 0; i < s->row_cnt; i++) {
		if (does_match(s->stats, s->rows[i]->function, &regex))
			s->rows[kept++] = s->rows[i];
	}
	regfree(&regex);
	print_quoted(pattern, &shown);
	note_cut(s, kept, &shown);
	str_release(&shown);
	return 0;
}

// Reads a whole text as a decimal integer. One too large for a long is read as the largest.
static bool is_integer(const char *text, long *value)
{
	char *end;

	errno = 0;
	*value = strtol(text, &end, 10);
	return end != text && !*end;
}

// Reads a whole text as a decimal fraction; not as "inf", "nan" or in hexadecimal, which name
// functions more often than numbers.
static bool is_fraction(const char *text, double *value)
{
	char *end;

	if (strspn(text, "0123456789.eE+-") != strlen(text))
		return false;
	*value = strtod(text, &end);
	return end != text && !*end;
}

static int restrict_rows(struct stats_selection *s, const char *restriction, struct err *err)
{
	long number;
	double share;

	if (is_integer(restriction, &number))
		cut_to_number(s, number);
	else if (is_fraction(restriction, &share))
		cut_to_share(s, share);
	else
		return cut_to_matches(s, restriction, err);
	return 0;
}

static void select_called(struct stats_selection *s)
{
	s->rows = mem_grow(NULL, s->stats->row_cnt, sizeof *s->rows);
	for (size_t i = 0; i < s->stats->row_cnt; i++) {
		if (s->stats->rows[i].call_cnt > 0)
			s->rows[s->row_cnt++] = &s->stats->rows[i];
	}
	if (s->stats->order)
		str_printf(&s->notes, "   Ordered by: %s\n", s->stats->order);
	else
		str_puts(&s->notes, "   Random listing order was used\n");
}

int stats_select(struct stats_selection *selection, const struct stats *stats,
		 const char *const *restrictions, size_t restriction_cnt, struct err *err)
{
	int result = 0;

	*selection = (struct stats_selection){.stats = stats};
	select_called(selection);
	for (size_t i = 0; i < restriction_cnt && result == 0; i++)
		result = restrict_rows(selection, restrictions[i], err);
	return result;
}

void stats_selection_release(struct stats_selection *selection)
{
	free(selection->rows);
	str_release(&selection->notes);
}
