// tests/profile/tree_to_prof.c - makes a .prof file from a list of enters and exits, for tests.
//
//     tree_to_prof FILE [KEY...] [-- RESTRICTION...]
// writes the profile to FILE, loads it again, writes it again (it must come out the same) and
// prints it in the order of KEYs. Standard input has one event a line; times are integer ns:
//     f LINE xHEX-FILE xHEX-NAME  declares the next function, numbered from 0
//     + FUNCTION TIME             enters it
//     - TIME                      leaves the innermost one
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "profiler/model.h"
#include "profiler/stats.h"

struct call {
	uint32_t node;
	uint64_t entered;
};

struct reading {
	struct profile *profile;
	uint32_t *functions;
	size_t function_cnt;
	struct call *calls; // the open ones, innermost last; calls[0] is the root
	size_t call_cnt, call_cap;
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "tree_to_prof: %s\n", what);
	exit(1);
}

static char *from_hex(const char *hex)
{
	size_t len = strlen(hex) / 2;
	char *text = mem_zalloc(len + 1);

	for (size_t i = 0; i < len; i++) {
		unsigned byte;

		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			fail("bad hexadecimal name");
		text[i] = (char)byte;
	}
	return text;
}

static void declare(struct reading *r, const char *line)
{
	unsigned number;
	char *hex_file = NULL, *hex_name = NULL;
	char *file, *name;

	if (sscanf(line, "f %u %ms %ms", &number, &hex_file, &hex_name) != 3)
		fail("bad function");
	file = from_hex(hex_file + 1);
	name = from_hex(hex_name + 1);
	r->functions = mem_grow(r->functions, r->function_cnt + 1, sizeof *r->functions);
	r->functions[r->function_cnt++] = profile_function(r->profile, file, number, name);
	free(file);
	free(name);
	free(hex_file);
	free(hex_name);
}

static void push(struct reading *r, struct call call)
{
	if (r->call_cnt == r->call_cap) {
		r->call_cap = r->call_cap ? r->call_cap * 2 : 64;
		r->calls = mem_grow(r->calls, r->call_cap, sizeof *r->calls);
	}
	r->calls[r->call_cnt++] = call;
}

static void enter(struct reading *r, const char *line)
{
	size_t function;
	uint64_t time;
	uint32_t node;

	if (sscanf(line, "+ %zu %" SCNu64, &function, &time) != 2 || function >= r->function_cnt)
		fail("bad enter");
	node = profile_child(r->profile, r->calls[r->call_cnt - 1].node, r->functions[function]);
	push(r, (struct call){node, time});
}

static void leave(struct reading *r, const char *line)
{
	struct call call;
	uint64_t time;

	if (sscanf(line, "- %" SCNu64, &time) != 1 || r->call_cnt < 2)
		fail("bad leave");
	call = r->calls[--r->call_cnt];
	profile_record(r->profile, call.node, 1, time - call.entered);
	if (r->call_cnt == 1)
		profile_record(r->profile, 0, 0, time - call.entered);
}

static struct profile *read_profile(FILE *in)
{
	struct reading r = {.profile = profile_new("notebook.ipynb", "a test", "In[1]")};
	char *line = NULL;
	size_t cap = 0;

	push(&r, (struct call){0, 0});
	while (getline(&line, &cap, in) > 0) {
		if (line[0] == 'f')
			declare(&r, line);
		else if (line[0] == '+')
			enter(&r, line);
		else
			leave(&r, line);
	}
	if (r.call_cnt != 1)
		fail("calls are left open");
	free(line);
	free(r.functions);
	free(r.calls);
	return r.profile;
}

static void check(int failure, const struct err *err)
{
	if (failure)
		fail(err->text);
}

// Checks that the file restores the profile that it was made from.
static void check_restored(const char *path, const struct stats *stats)
{
	struct err err = {0};
	struct profile *again = profile_load(path, &err);
	struct str before = {0}, after = {0};
	struct stats *stats_again;

	check(!again, &err);
	stats_again = stats_new(again);
	stats_marshal(stats, &before);
	stats_marshal(stats_again, &after);
	if (before.len != after.len || memcmp(before.data, after.data, before.len) != 0)
		fail("the file does not restore its profile");
	str_release(&before);
	str_release(&after);
	stats_free(stats_again);
	profile_free(again);
}

int main(int argc, char **argv)
{
	struct profile *profile = read_profile(stdin);
	struct stats *stats = stats_new(profile);
	struct str text = {0};
	struct err err = {0};
	int rest = 2;

	if (argc < 2)
		fail("usage: tree_to_prof FILE [KEY...] [-- RESTRICTION...]");
	while (rest < argc && strcmp(argv[rest], "--") != 0)
		rest++;
	check(profile_check(profile, &err), &err);
	check(stats_sort(stats, (const char *const *)argv + 2, (size_t)(rest - 2), &err), &err);
	check(stats_dump(stats, argv[1], &err), &err);
	check_restored(argv[1], stats);
	if (rest < argc)
		rest++;
	check(stats_print(stats, (const char *const *)argv + rest, (size_t)(argc - rest), &text,
			  &err),
	      &err);
	fputs(str_text(&text), stdout);
	str_release(&text);
	stats_free(stats);
	profile_free(profile);
	return 0;
}
