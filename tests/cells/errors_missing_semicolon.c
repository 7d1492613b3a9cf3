// tests/cells/errors_missing_semicolon.c - a missing semicolon
int f(void)
{
    int a = 1
    return a;   // expect error line 4: <any>
}
