// kernel/main.c - the program `cicle`: its commands and their options.
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "base/version.h"
#include "kernel/install.h"
#include "kernel/prof.h"
#include "kernel/server.h"
#include "terminal/repl.h"
#include "terminal/run.h"
#include "magics/reference.h"

#define EXIT_USAGE 2

struct command {
	const char *name; // "" is the program without a command
	const char *usage;
	const char *summary;
	const char *help; // what --help adds
	// Gets what follows the command's name. *status gets the exit status. Returns -1 with err
	// filled.
	int (*run)(char **args, int *status, struct err *err);
	bool has_own_help;
};

static int prompt(char **args, int *status, struct err *err)
{
	(void)args;
	return repl_run(status, err);
}

static int kernel(char **args, int *status, struct err *err)
{
	(void)status;
	if (!args[0] || strcmp(args[0], "-f") || !args[1] || args[2])
		return err_set(err, ERR_USAGE, "cicle kernel takes -f FILE");
	return server_run(args[1], err);
}

static int install(char **args, int *status, struct err *err)
{
	(void)status;
	return install_run(args, err);
}

static int uninstall(char **args, int *status, struct err *err)
{
	(void)status;
	return uninstall_run(args, err);
}

static int prof(char **args, int *status, struct err *err)
{
	(void)status;
	return prof_run(args, err);
}

static int run_magics(char **args, int *status, struct err *err)
{
	struct str text = {0};

	(void)status;
	if (args[0])
		return err_set(err, ERR_USAGE, "cicle magics takes no arguments");
	reference_markdown(&text);
	fputs(text.data, stdout);
	str_release(&text);
	return 0;
}

static const struct command commands[] = {
    {
	.name = "",
	.usage = "cicle",
	.summary = "Reads cells from the terminal, or from a pipe, and runs each.",
	.run = prompt,
    },
    {
	.name = "run",
	.usage = "cicle run [--profile OUT] FILE [ARG...]",
	.summary = "Runs a C program, or the cells of a notebook; - is stdin.",
	.help =
	    "FILE is C text: a program with main(), or statements as in a cell. A file that ends "
	    "in\n.ipynb is a notebook: its code cells run in order, up to the first that fails "
	    "and\nis not tagged raises-exception. What ARG says is main's argv. A first line\n"
	    "`#!/usr/bin/env -S cicle run` makes a script.\n\n"
	    "--profile OUT  profiles all that runs, and writes OUT at the end; its suffix says "
	    "the\n"
	    "               format: .prof, .speedscope.json, .html, .folded, ... (cicle prof "
	    "--help)\n"
	    "\nThe exit status is that of exit() or main, 1 when a cell fails, 128 and the "
	    "signal's\nnumber when a signal ends it.\n",
	.run = run_run,
    },
    {
	.name = "prof",
	.usage = "cicle prof convert IN OUT [--format F] | show FILE [-s KEY] [-l LIMIT] | --help",
	.summary = "Converts a profile to another format, or prints its table.",
	.run = prof,
	.has_own_help = true,
    },
    {
	.name = "install",
	.usage = "cicle install [--user | --sys-prefix | --prefix P] [--name N]",
	.summary = "Tells Jupyter of this program.",
	.help = "--user        for you (the default)\n"
		"--sys-prefix  in the active virtual environment\n"
		"--prefix P    under P\n"
		"--name N      under another name than cicle\n",
	.run = install,
    },
    {
	.name = "uninstall",
	.usage = "cicle uninstall [--user | --sys-prefix | --prefix P] [--name N]",
	.summary = "Removes what install wrote; the options are the same.",
	.run = uninstall,
    },
    {
	.name = "kernel",
	.usage = "cicle kernel -f FILE",
	.summary = "Runs a kernel on a connection file. Jupyter does this.",
	.run = kernel,
    },
    {
	.name = "magics",
	.usage = "cicle magics",
	.summary = "Prints what the magics do, as Markdown.",
	.run = run_magics,
    },
};

static void print_usage(FILE *out)
{
	fputs("cicle " CICLE_VERSION " - C in Jupyter and in the terminal, with the profiler built "
	      "in\n\nUsage:\n",
	      out);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		fprintf(out, "  %s\n      %s\n", commands[i].usage, commands[i].summary);
	fputs("  cicle COMMAND --help\n  cicle --version\n  cicle --help\n", out);
}

static void print_help(const struct command *command)
{
	printf("Usage: %s\n\n%s\n", command->usage, command->summary);
	if (command->help)
		printf("\n%s", command->help);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	}
	return NULL;
}

// Names of files, and what is in them, may hold a terminal's escapes.
static void print_error(const struct err *err)
{
	struct str text = {0};

	text_visible(&text, err->text);
	fprintf(stderr, "cicle: %s\n", str_text(&text));
	str_release(&text);
}

static int run_command(const struct command *command, char **args)
{
	struct err err = {0};
	int status = 0;

	if (args[0] && !strcmp(args[0], "--help") && !command->has_own_help) {
		print_help(command);
		return 0;
	}
	if (command->run(args, &status, &err) == 0)
		return status;
	print_error(&err);
	if (err.code != ERR_USAGE)
		return 1;
	fprintf(stderr, "Usage: %s\n", command->usage);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	static char *none[] = {NULL};
	const char *word = argc > 1 ? argv[1] : "";
	const struct command *command = argc > 1 && !*word ? NULL : find_command(word);

	if (command)
		return run_command(command, argc > 1 ? argv + 2 : none);
	if (!strcmp(word, "--version")) {
		puts("cicle " CICLE_VERSION);
		return 0;
	}
	if (!strcmp(word, "--help")) {
		print_usage(stdout);
		return 0;
	}
	print_usage(stderr);
	return EXIT_USAGE;
}
