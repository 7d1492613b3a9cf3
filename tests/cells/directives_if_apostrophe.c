// tests/cells/directives_if_apostrophe.c - prose in what an #if leaves out
int f(void)
{
#if 0
    don't read "this
#endif
    return 1;
}
#ifdef NOTHING
it's prose, isn't it? that's "open
#endif
f()   // expect: 1
// ---
char *text = "open;   // expect error line 1: missing closing quote
