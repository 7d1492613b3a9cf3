// magics/options.c - the options of a magic's line: "-s cumulative -l 10 fib(20)".
#include "magics/options.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct reader {
	const char *text;
	size_t at, end;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void skip_blanks(struct reader *r)
{
	while (r->at < r->end && is_blank(r->text[r->at]))
		r->at++;
}

// value: '"' ... '"' | "'" ... "'" | word
static char *read_value(struct reader *r)
{
	char quote, *value;
	size_t start;

	skip_blanks(r);
	if (r->at >= r->end)
		return NULL;
	quote = r->text[r->at];
	if (quote == '"' || quote == '\'') {
		start = ++r->at;
		while (r->at < r->end && r->text[r->at] != quote)
			r->at++;
		value = mem_strndup(r->text + start, r->at - start);
		r->at += r->at < r->end; // a quote that is never closed ends with the line
		return value;
	}
	start = r->at;
	while (r->at < r->end && !is_blank(r->text[r->at]))
		r->at++;
	return mem_strndup(r->text + start, r->at - start);
}

// An option is '-' and a letter; "-1" and "-x" where x is no option of ours begin a statement only
// when they cannot be meant as an option.
static bool at_option(const struct reader *r)
{
	return r->at + 1 < r->end && r->text[r->at] == '-' &&
	       isalpha((unsigned char)r->text[r->at + 1]);
}

static int read_option(struct options *options, struct reader *r, const char *letters,
		       const char *usage, struct err *err)
{
	char letter = r->text[r->at + 1];
	const char *known = strchr(letters, letter);
	struct option_value *item;

	if (!known)
		return err_set(err, ERR_USAGE, "unknown option -%c\nusage: %s", letter, usage);
	if (options->cnt == OPTION_MAX)
		return err_set(err, ERR_USAGE, "more than %d options\nusage: %s", OPTION_MAX,
			       usage);
	item = &options->items[options->cnt];
	*item = (struct option_value){.letter = letter};
	r->at += 2;
	if (known[1] == ':') {
		item->value = read_value(r);
		if (!item->value)
			return err_set(err, ERR_USAGE, "option -%c needs a value\nusage: %s",
				       letter, usage);
	} else if (r->at < r->end && !is_blank(r->text[r->at])) {
		return err_set(err, ERR_USAGE, "option -%c takes no value\nusage: %s", letter,
			       usage);
	}
	options->cnt++;
	return 0;
}

// Finds the long option at the reader. NULL: "--x" may also begin a statement.
static const struct option_name *find_long(const struct reader *r, const struct option_name *names)
{
	for (; names && names->name; names++) {
		size_t len = strlen(names->name);
		const char *word = r->text + r->at + 2;
		size_t left = r->end - r->at;

		if (left >= 2 + len && !strncmp(r->text + r->at, "--", 2) &&
		    !strncmp(word, names->name, len) &&
		    (left == 2 + len || is_blank(word[len]) || word[len] == '='))
			return names;
	}
	return NULL;
}

// long option: '--' name ('=' value | blank value)?
static int read_long(struct options *options, struct reader *r, const struct option_name *name,
		     const char *usage, struct err *err)
{
	struct option_value *item = &options->items[options->cnt];

	if (options->cnt == OPTION_MAX)
		return err_set(err, ERR_USAGE, "more than %d options\nusage: %s", OPTION_MAX,
			       usage);
	*item = (struct option_value){.letter = name->letter};
	r->at += 2 + strlen(name->name);
	if (r->at < r->end && r->text[r->at] == '=')
		r->at++;
	if (name->takes_value) {
		item->value = read_value(r);
		if (!item->value)
			return err_set(err, ERR_USAGE, "option --%s needs a value\nusage: %s",
				       name->name, usage);
	}
	options->cnt++;
	return 0;
}

int options_init(struct options *options, const char *text, size_t start_byte, size_t end_byte,
		 const char *letters, const struct option_name *names, const char *usage,
		 struct err *err)
{
	struct reader r = {text, start_byte, end_byte};

	*options = (struct options){0};
	skip_blanks(&r);
	while (at_option(&r) || find_long(&r, names)) {
		const struct option_name *name = find_long(&r, names);

		if (name ? read_long(options, &r, name, usage, err)
			 : read_option(options, &r, letters, usage, err)) {
			options_release(options);
			return -1;
		}
		skip_blanks(&r);
	}
	if (r.at + 2 < r.end && r.text[r.at] == '-' && r.text[r.at + 1] == '-' &&
	    is_blank(r.text[r.at + 2]))
		r.at += 2;
	skip_blanks(&r);
	options->rest_byte = r.at;
	return 0;
}

void options_release(struct options *options)
{
	for (size_t i = 0; i < options->cnt; i++)
		free(options->items[i].value);
	*options = (struct options){0};
}

const char *options_get(const struct options *options, char letter)
{
	for (size_t i = options->cnt; i > 0; i--)
		if (options->items[i - 1].letter == letter)
			return options->items[i - 1].value ? options->items[i - 1].value : "";
	return NULL;
}

size_t options_list(const struct options *options, char letter, const char **values)
{
	size_t cnt = 0;

	for (size_t i = 0; i < options->cnt; i++)
		if (options->items[i].letter == letter)
			values[cnt++] = options->items[i].value;
	return cnt;
}
