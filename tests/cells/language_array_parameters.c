// tests/cells/language_array_parameters.c - sizes of array parameters that other parameters give
int sum(int n, const int a[n])
{
    int total = 0;
    for (int i = 0; i < n; i++)
        total += a[i];
    return total;
}
int last(int n, int a[static n]);
int last(int n, int a[static n]) { return a[n - 1]; }
int row[3] = {1, 2, 3};
sum(3, row) * 10 + last(3, row)   // expect: 63
// ---
sum(2, row)   // expect: 3
