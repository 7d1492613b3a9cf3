// tests/cells/language_newer_words_declared.c - C23's words as names of the user's
bool is_odd(int n) { return n % 2; }
is_odd(3)   // expect: true
// ---
typedef enum { false, true } bool;
bool b = true;
b + 1   // expect: 2
// ---
bool c = false;
is_odd(4) + c   // expect: 0
// ---
int nullptr = 3;
nullptr   // expect: 3
