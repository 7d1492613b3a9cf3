// tests/cells/values_wide.c - wide characters and strings
#include <wchar.h>
#include <uchar.h>
wchar_t w[] = L"h\u00e9llo\n";
w   // expect: L"héllo\n"
// ---
const wchar_t *p = w;
p   // expect: L"héllo\n"
// ---
w[1]   // expect: L'é'
// ---
L"a" L"b"   // expect: L"ab"
// ---
char16_t pair[] = {'x', 0xd83d, 0xde00, 0xd800, 0};
pair   // expect: u"x😀\xd800"
// ---
char32_t c = 0x1F600;
c   // expect: U'😀'
// ---
struct { wchar_t name[4]; const char16_t *p; } s = {L"ab", pair};
s   // expect: {.name = L"ab", .p = u"x😀\xd800"}
// ---
(wchar_t *)8   // expect: (int *) 0x8 (not readable)
