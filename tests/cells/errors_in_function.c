// tests/cells/errors_in_function.c - an error inside of a function has its line
int f(int n)
{
    int a = n;
    return a + b;   // expect error line 4: 'b' undeclared
}
