// tests/cells/settings_comments.c - flags and arguments in a cell's comments, as older kernels have them
//%cflags: -DSTATUS=0 -Wall -O2 -std=c11
//%ldflags: -lm -lz
//%args: one "two words"
#include <stdio.h>
#include <math.h>
#include <zlib.h>
int main(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		puts(argv[i]);
	printf("%g %d\n", sqrt(argc), (int)crc32(0, (const Bytef *)"abc", 3));
	return STATUS;
}
// expect stdout: cicle
// expect stdout: one
// expect stdout: two words
// expect stdout: 1.73205 891568578
// ---
int main(int argc, char **argv) { printf("%d\n", argc); }
// expect stdout: 1
// ---
//%cflags: -E
1
// expect error: SettingError: the flag '-E' has no place here
// ---
//%ldflags: -lnosuchlibrary
1
// expect error: there is no library 'nosuchlibrary'
// ---
1 + 1   // expect: 2
