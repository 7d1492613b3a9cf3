// tests/cells/settings_lib_missing.c - a library that needs another one, and one that kills its process
#include <stdlib.h>
system("printf 'unsigned long crc32(unsigned long, const void *, unsigned); int f(void) { return (int)crc32(0, 0, 0); }' | cc -shared -fPIC -x c - -o libneeds.so;"
       "printf '__attribute__((constructor)) static void f(void) { __builtin_trap(); }' | cc -shared -fPIC -x c - -o libtrap.so")   // expect: 0
// ---
%lib ./libneeds.so
// expect error: SettingError: <any>undefined symbol: crc32
// expect error: hint: 'crc32' is in libz: %lib z
// ---
%lib ./libtrap.so
// expect error: RunnerDied
// ---
%lib
// expect stdout: (none)
// ---
%lib z ./libneeds.so
1 + 1   // expect: 2
