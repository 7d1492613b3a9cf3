// tests/cells/settings_lib_file.c - %lib takes files: shared, static, objects; changed ones again
#include <stdlib.h>
#include <stdio.h>
int build(int factor, const char *how) {
	char line[400];
	snprintf(line, sizeof line, "printf 'int lib_base = 1; int lib_scale(int x) "
		 "{ return x * FACTOR + lib_base; }' >lib.c && cc -DFACTOR=%d %s", factor, how);
	return system(line);
}
build(2, "-shared -fPIC lib.c -o ./libscale.so")   // expect: 0
// ---
int lib_scale(int x);
int twice(int x) { return lib_scale(x); }
twice(21)
// expect error: 'lib_scale' was called, but it is declared and not defined
// ---
%lib ./libscale.so
twice(21)   // expect: 43
// ---
build(3, "-shared -fPIC lib.c -o ./new.so") + rename("new.so", "libscale.so")   // expect: 0
// ---
twice(21)   // expect: 43
// ---
%lib ./libscale.so
twice(21)   // expect: 64
// ---
build(5, "-c lib.c -o lib.o") + system("ar rcs libfive.a lib.o && mv lib.o five.o")   // expect: 0
// ---
%lib ./libfive.a
// ---
%lib
// expect stdout: <any>/libscale.so
// expect stdout: <any>/libfive.a
