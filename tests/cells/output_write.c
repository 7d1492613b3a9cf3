// tests/cells/output_write.c - write() and printf() keep their order when flushed
#include <stdio.h>
#include <unistd.h>
printf("1"); fflush(stdout); write(1, "2", 1); printf("3\n");   // expect stdout: 123
