// tests/cells/statements_comment_lines.c - comments that a backslash continues, and between tokens
int a = 1;
// the next line is a comment too \
a = 2;
int /* one */ b /* two
lines */ = // three
    a;
b   // expect: 1
// ---
/**/ // only comments
