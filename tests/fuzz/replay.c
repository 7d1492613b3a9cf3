// tests/fuzz/replay.c - runs a fuzz target's seeds and regression inputs, without libFuzzer.
//
// The program's own name says which: fuzz_wire runs tests/fuzz/seeds/wire/* and
// tests/fuzz/regressions/wire/*, from the project's top. Results are in the Test Anything Protocol.
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define PROGRAM_PREFIX "fuzz_"

static int read_file(const char *path, struct str *out)
{
	char buf[4096];
	FILE *file = fopen(path, "rb");
	size_t len;

	if (!file)
		return -1;
	while ((len = fread(buf, 1, sizeof buf, file)) > 0)
		str_add(out, buf, len);
	return fclose(file);
}

// The input gets a block of its exact size, so that a read behind its end is seen.
static void run_input(const struct str *input)
{
	uint8_t *data = malloc(input->len ? input->len : 1);

	if (!data)
		abort();
	if (input->len)
		memcpy(data, input->data, input->len);
	LLVMFuzzerTestOneInput(data, input->len);
	free(data);
}

// Runs all files of a folder and gives their number; failures are those that cannot be read.
static int run_folder(const char *folder, const char *target, int first, int *failed_cnt)
{
	struct str pattern = {0};
	glob_t found;
	int cnt = 0;

	str_printf(&pattern, "tests/fuzz/%s/%s/*", folder, target);
	if (!glob(pattern.data, 0, NULL, &found)) {
		for (; (size_t)cnt < found.gl_pathc; cnt++) {
			struct str input = {0};
			const char *path = found.gl_pathv[cnt];

			if (read_file(path, &input)) {
				printf("not ok %d - %s: %s\n", first + cnt, path, strerror(errno));
				(*failed_cnt)++;
			} else {
				run_input(&input);
				printf("ok %d - %s\n", first + cnt, path);
			}
			fflush(stdout);
			str_release(&input);
		}
		globfree(&found);
	}
	str_release(&pattern);
	return cnt;
}

int main(int argc, char **argv)
{
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const char *name = slash ? slash + 1 : argc > 0 ? argv[0] : "";
	int failed_cnt = 0, cnt;

	if (strncmp(name, PROGRAM_PREFIX, strlen(PROGRAM_PREFIX)) != 0) {
		fprintf(stderr, "the program's name must be " PROGRAM_PREFIX "<target>\n");
		return 2;
	}
	name += strlen(PROGRAM_PREFIX);
	cnt = run_folder("seeds", name, 1, &failed_cnt);
	cnt += run_folder("regressions", name, cnt + 1, &failed_cnt);
	printf("1..%d\n", cnt);
	return cnt == 0 || failed_cnt > 0;
}
