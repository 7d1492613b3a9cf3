// kernel/main.c - the program `cicle`: its commands and their options.
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "kernel/install.h"
#include "kernel/prof.h"
#include "kernel/server.h"
#include "kernel/version.h"
#include "magics/reference.h"

#define EXIT_USAGE 2

struct command {
	const char *name;
	const char *usage;
	const char *help;
	// Gets what follows the command's name. Returns -1 with err filled.
	int (*run)(char **args, struct err *err);
};

static int run_kernel(char **args, struct err *err)
{
	if (!args[0] || strcmp(args[0], "-f") || !args[1] || args[2])
		return err_set(err, ERR_USAGE, "cicle kernel takes -f FILE");
	return server_run(args[1], err);
}

static int run_magics(char **args, struct err *err)
{
	struct str text = {0};

	if (args[0])
		return err_set(err, ERR_USAGE, "cicle magics takes no arguments");
	reference_markdown(&text);
	fputs(text.data, stdout);
	str_release(&text);
	return 0;
}

static const struct command commands[] = {
    {
	.name = "kernel",
	.usage = "cicle kernel -f FILE",
	.help = "Runs a kernel on a connection file. Jupyter does this.",
	.run = run_kernel,
    },
    {
	.name = "install",
	.usage = "cicle install [--user | --sys-prefix | --prefix P] [--name N]",
	.help = "Tells Jupyter of this program. --user (the default) does so for you,\n"
		"      --sys-prefix in the active virtual environment, --prefix under P.",
	.run = install_run,
    },
    {
	.name = "uninstall",
	.usage = "cicle uninstall [--user | --sys-prefix | --prefix P] [--name N]",
	.help = "Removes what install wrote.",
	.run = uninstall_run,
    },
    {
	.name = "prof",
	.usage = "cicle prof convert IN OUT [--format F] | show FILE [-s KEY] [-l LIMIT] | --help",
	.help = "Converts a profile to another format, or prints its table.",
	.run = prof_run,
    },
    {
	.name = "magics",
	.usage = "cicle magics",
	.help = "Prints what the magics do, as Markdown.",
	.run = run_magics,
    },
};

static void print_usage(FILE *out)
{
	fputs("cicle " CICLE_VERSION " - C in Jupyter, with the profiler built in\n\nUsage:\n",
	      out);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		fprintf(out, "  %s\n      %s\n", commands[i].usage, commands[i].help);
	fputs("  cicle --version\n  cicle --help\n", out);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	}
	return NULL;
}

static int run_command(const struct command *command, char **args)
{
	struct err err = {0};

	if (command->run(args, &err) == 0)
		return 0;
	fprintf(stderr, "cicle: %s\n", err.text);
	if (err.code != ERR_USAGE)
		return 1;
	fprintf(stderr, "Usage: %s\n", command->usage);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";
	const struct command *command = find_command(word);

	if (command)
		return run_command(command, argv + 2);
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
