// tests/cells/settings_pkg.c - %pkg: what pkg-config knows
%pkg libcjson
#include <cJSON.h>
cJSON_PrintUnformatted(cJSON_Parse("[1, 2]"))   // expect: "[1,2]"
// ---
%pkg no-such-package
// expect error: no-such-package
