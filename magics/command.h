// magics/command.h - commands of the system, run where cells run: !command, %%sh, aliases.
#ifndef CICLE_MAGICS_COMMAND_H
#define CICLE_MAGICS_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "magics/magic.h"

// What %alias knows, sorted by name.
struct aliases {
	const char **names; // owned, each too; ends with NULL
	char **commands;    // owned, each too
	size_t cnt;
};

// Fills in those that there are from the start: ls, cat, ...
void aliases_init(struct aliases *aliases);
void aliases_release(struct aliases *aliases);

bool aliases_has(const struct aliases *aliases, const char *name, size_t len);

// Sets or replaces one.
void aliases_put(struct aliases *aliases, const char *name, size_t len, const char *command);

// Returns -1 with err filled when there is none.
int aliases_drop(struct aliases *aliases, const char *name, size_t len, struct err *err);

// Appends text as a C string literal.
void command_literal(struct str *out, const char *text, size_t len);

// Runs "!command": its output is the cell's; a status that is not 0 is told on stderr. Returns 0.
int command_run_line(struct interpreter *interpreter, const char *command, size_t len);

// Runs a script by a program; a status that is not 0 is the cell's error.
void command_run_script(struct interpreter *interpreter, const char *program, const char *script,
			size_t len);

// Runs an alias's command: %s stands for one of the words behind it, %l for the whole line, which
// otherwise follows the command. Returns -1 with err filled when words are missing.
int command_run_alias(struct interpreter *interpreter, const char *name, size_t len,
		      const struct magic_call *call, struct err *err);

#endif
