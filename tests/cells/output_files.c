// tests/cells/output_files.c - a file written, read, and read again
#include <stdio.h>
FILE *file = tmpfile();
fprintf(file, "line %d\nsecond\n", 1);
rewind(file);
char line[32];
int number;
fscanf(file, "line %d\n", &number);
fgets(line, sizeof line, file);
line   // expect: "second\n"
// ---
fseek(file, 5, SEEK_SET);
getc(file)   // expect: 49
// ---
fclose(file)   // expect: 0
