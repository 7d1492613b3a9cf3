// tests/cells/language_newer_words.c - C23's words, without a header
bool on = true, off = false;
on && !off   // expect: 1
// ---
int *p = nullptr;
p == nullptr   // expect: 1
// ---
static_assert(sizeof(int) == 4);
constexpr int n = 4;
alignas(16) char buffer[16];
n + (int)((unsigned long)buffer % 16) + alignof(int)   // expect: 8
// ---
static_assert(sizeof(int) == 5, "ints are not so long");
// expect error line 1: ints are not so long
