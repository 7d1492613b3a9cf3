// bench/support/tcc_run.c - runs a C program by plain libtcc: `tcc_run FILE`.
#include <stdio.h>

#include <libtcc.h>

int main(int argc, char **argv)
{
	TCCState *tcc = tcc_new();
	int status = 1;

	if (argc != 2) {
		fprintf(stderr, "usage: tcc_run FILE\n");
	} else {
		tcc_set_output_type(tcc, TCC_OUTPUT_MEMORY);
		tcc_add_library(tcc, "m");
		if (!tcc_add_file(tcc, argv[1]))
			status = tcc_run(tcc, argc - 1, argv + 1);
	}
	tcc_delete(tcc);
	return status;
}
