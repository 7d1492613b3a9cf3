// tests/cells/headers_wide.c - locale and wide characters
#include <wchar.h>
#include <locale.h>
#include <stdlib.h>
wchar_t w[] = L"wide é";
wcslen(w)   // expect: 6
// ---
setlocale(LC_ALL, "C.UTF-8") != NULL   // expect: 1
// ---
char out[16];
wcstombs(out, w, sizeof out)   // expect: 7
// ---
sizeof(L'a')   // expect: 4
