// bench/tcc_plain.c - what plain libtcc takes for one cell: compile, link, run, headers and all.
//
// Usage: tcc_plain [CELLS]
// Prints the median in microseconds. Each cell is another text, as in bench/compile.py: a state
// of its own, its headers read again, libc's symbols looked up again.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <libtcc.h>

#define DEFAULT_CELL_CNT 200

static const char cell_format[] =
    "#include <stdio.h>\n"
    "#include <math.h>\n"
    "double wave%1$d(double x) {\n"
    "    double sum = 0;\n"
    "    for (int i = 0; i < 3; i++)\n"
    "        sum += sin(x + i);\n"
    "    return sum + %1$d;\n"
    "}\n"
    "char text%1$d[40];\n"
    "void cell(void) { snprintf(text%1$d, sizeof text%1$d, \"%%g\", wave%1$d(0.5)); }\n";

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

// Gives the microseconds that it took, or -1.
static double run_cell(const char *text)
{
	double started = now_us(), took = -1;
	TCCState *tcc = tcc_new();
	void (*cell)(void) = NULL;

	tcc_set_output_type(tcc, TCC_OUTPUT_MEMORY);
	tcc_add_library(tcc, "m");
	if (!tcc_compile_string(tcc, text) && !tcc_relocate(tcc, TCC_RELOCATE_AUTO))
		*(void **)&cell = tcc_get_symbol(tcc, "cell");
	if (cell) {
		cell();
		took = now_us() - started;
	}
	tcc_delete(tcc);
	return took;
}

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	int cnt = argc > 1 ? atoi(argv[1]) : DEFAULT_CELL_CNT;
	double *took_us = cnt > 0 ? calloc((size_t)cnt, sizeof *took_us) : NULL;
	char text[sizeof cell_format + 100];

	if (!took_us)
		return 2;
	for (int i = 0; i < cnt; i++) {
		snprintf(text, sizeof text, cell_format, i);
		took_us[i] = run_cell(text);
		if (took_us[i] < 0)
			return 1;
	}
	qsort(took_us, (size_t)cnt, sizeof *took_us, by_value);
	printf("%.1f us for a cell, median of %d\n", took_us[cnt / 2], cnt);
	free(took_us);
	return 0;
}
