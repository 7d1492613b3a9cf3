// tests/cells/macros_unique.c - names made of __LINE__
#define PASTE2(a, b) a##b
#define PASTE(a, b) PASTE2(a, b)
#define UNIQUE(name) PASTE(name, __LINE__)
int UNIQUE(v) = 1;
int UNIQUE(v) = 2;
v4 * 10 + v5   // expect: 12
