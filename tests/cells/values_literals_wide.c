// tests/cells/values_literals_wide.c - wide and UTF-8 literals, joined
#include <wchar.h>
wcslen(L"ab" "cd" L"e")   // expect: 5
// ---
u8"é"   // expect: "é"
// ---
L'A'   // expect: 65
// ---
sizeof(L"ab")   // expect: 12
