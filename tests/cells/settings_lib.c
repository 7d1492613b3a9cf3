// tests/cells/settings_lib.c - %lib loads a library by name, by version, and says what it has
%lib
// expect stdout: (none)
// ---
#include <zlib.h>
crc32(0, (const Bytef *)"abc", 3)
// expect error: undefined symbol 'crc32'
// expect error: hint: 'crc32' is in libz: %lib z
// ---
%lib z
#include <zlib.h>
crc32(0, (const Bytef *)"abc", 3)   // expect: 891568578
// ---
%lib
// expect stdout: /<any>/libz.so
// ---
%lib m libz.so.1
// ---
%lib zlibb
// expect error: there is no library 'zlibb': tried libzlibb.so and libzlibb.so.N (ldconfig -p), libzlibb.a in
// ---
%lib gmpp
// expect error: did you mean 'gmp'?
// ---
%lib ./nosuch.so
// expect error: there is no library './nosuch.so': tried ./nosuch.so
