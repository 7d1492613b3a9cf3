// options.c - command lines read with getopt() and getopt_long(), several in one run.
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARGS_MAX 16

struct options {
	bool is_verbose, wants_help;
	int level;
	const char *output;
	int tag_cnt;
	const char *tags[ARGS_MAX];
};

enum { OPTION_TAG = 1000 };

// Splits a copy of a command line at blanks. Returns the count.
static int split(char *line, char **argv)
{
	int argc = 0;

	for (char *word = strtok(line, " "); word && argc < ARGS_MAX - 1; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	return argc;
}

static bool read_long(int argc, char **argv, struct options *options)
{
	static const struct option table[] = {
	    {"verbose", no_argument, NULL, 'v'},          {"help", no_argument, NULL, 'h'},
	    {"level", required_argument, NULL, 'l'},      {"output", optional_argument, NULL, 'o'},
	    {"tag", required_argument, NULL, OPTION_TAG}, {NULL, 0, NULL, 0},
	};
	int c;

	optind = 0; // glibc: begin anew
	opterr = 0;
	while ((c = getopt_long(argc, argv, "vhl:o::", table, NULL)) != -1) {
		switch (c) {
		case 'v':
			options->is_verbose = true;
			break;
		case 'h':
			options->wants_help = true;
			break;
		case 'l':
			options->level = atoi(optarg);
			break;
		case 'o':
			options->output = optarg ? optarg : "a.out";
			break;
		case OPTION_TAG:
			options->tags[options->tag_cnt++] = optarg;
			break;
		default:
			printf("  cannot read '%s'\n", argv[optind - 1]);
			return false;
		}
	}
	return true;
}

static void show(const struct options *options)
{
	printf("  level %d%s%s", options->level, options->is_verbose ? ", verbose" : "",
	       options->wants_help ? ", help" : "");
	if (options->output)
		printf(", output %s", options->output);
	for (int i = 0; i < options->tag_cnt; i++)
		printf("%s%s", i ? " + " : ", tags ", options->tags[i]);
	putchar('\n');
}

static void read_short(int argc, char **argv)
{
	int c, flags = 0;

	optind = 0;
	while ((c = getopt(argc, argv, "+abn:")) != -1) {
		if (c == '?')
			printf("  unknown -%c\n", optopt);
		else if (c == 'n')
			printf("  n is %ld\n", strtol(optarg, NULL, 0));
		else
			flags |= 1 << (c - 'a');
	}
	printf("  flags %d, then", flags);
	for (int i = optind; i < argc; i++)
		printf(" %s", argv[i]);
	putchar('\n');
}

int main(void)
{
	static const char *const lines[] = {
	    "tool -v -l3 in.c",
	    "tool in.c --level=7 --tag red more.c --tag blue --output",
	    "tool -obinary -hv -- -l 9",
	    "tool --lev 2 --verb",
	    "tool --nothing",
	};
	char line[128], *argv[ARGS_MAX];

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct options options = {.level = 1};
		int argc;

		printf("%s\n", lines[i]);
		argc = split(strcpy(line, lines[i]), argv);
		if (!read_long(argc, argv, &options))
			continue;
		show(&options);
		for (int j = optind; j < argc; j++)
			printf("  file %s\n", argv[j]);
	}
	puts("short");
	read_short(split(strcpy(line, "short -ab -n 0x1f rest -a"), argv), argv);
	read_short(split(strcpy(line, "short -zb x"), argv), argv);
	return 0;
}
