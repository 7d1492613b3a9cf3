// magics/config.h - what %config sets.
#ifndef CICLE_MAGICS_CONFIG_H
#define CICLE_MAGICS_CONFIG_H

#include "base/err.h"
#include "base/str.h"

struct config {
	int timeit_repeat;    // runs of %timeit without -r
	int timeit_precision; // digits of its times
	int whos_width;       // columns of a value in %whos
};

void config_init(struct config *config);

// Appends a line for each setting.
void config_list(const struct config *config, struct str *out);

// Sets "name = value", or appends the value of "name". Returns -1 with err filled when there is no
// such setting, or the value is out of range.
int config_apply(struct config *config, const char *text, struct str *out, struct err *err);

#endif
