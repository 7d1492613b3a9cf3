// tests/cells/errors_missing_brace.c - a missing brace
int f(void)
{
    if (1) {
        return 1;
}
// expect error: <any>
// ---
1   // expect: 1
