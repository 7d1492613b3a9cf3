// magics/options.h - the options of a magic's line: "-s cumulative -l 10 fib(20)".
#ifndef CICLE_MAGICS_OPTIONS_H
#define CICLE_MAGICS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define OPTION_MAX 32

// An option's long name: "--clock counts", "--clock=counts".
struct option_name {
	const char *name; // NULL ends a list
	char letter;      // as which options_get() finds it
	bool takes_value;
};

struct option_value {
	char letter;
	char *value; // owned; NULL for an option without one
};

struct options {
	struct option_value items[OPTION_MAX];
	size_t cnt;
	size_t rest_byte; // where the first word stands that is no option
};

// Reads options from text [start, end). letters is getopt's: "s:l:q" - a letter and ':' when a
// value follows, as "-s value", "-svalue" or -s "a value". Reading ends at the first word that is
// none, or behind "--". names (may be NULL) lists the long options. Returns -1 with err naming the
// option and the usage. Release with options_release().
int options_init(struct options *options, const char *text, size_t start_byte, size_t end_byte,
		 const char *letters, const struct option_name *names, const char *usage,
		 struct err *err);
void options_release(struct options *options);

// Gives the last value of an option, "" for one without value, NULL when it was not given.
const char *options_get(const struct options *options, char letter);

// Lists all values of an option. Returns their number; values has room for OPTION_MAX.
size_t options_list(const struct options *options, char letter, const char **values);

#endif
