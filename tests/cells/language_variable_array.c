// tests/cells/language_variable_array.c - arrays of variable size in functions
int twice(int n)
{
    int a[n], b[n][2];
    b[n - 1][1] = 2;
    a[n - 1] = b[n - 1][1] * n;
    return a[n - 1] + sizeof a + sizeof b;
}
twice(3)   // expect: 42
