// tests/cells/errors_labels.c - an error in a function with labels leaves no trace
int f(int n)
{
    goto end;
end:
    return n + missing;   // expect error line 5: 'missing' undeclared
}
// ---
int g(void) { goto out; out: return 5; }
g()   // expect: 5
