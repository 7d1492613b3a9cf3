// tests/cells/errors_open_comment.c - a comment that is never closed
int x = 1; /* for ever
// expect error line 1: unterminated comment
// ---
2   // expect: 2
