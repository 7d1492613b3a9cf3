// tests/cells/functions_old_style.c - definitions in the style of K&R
int add(a, b)
int a, b;
{
    return a + b;
}
add(2, 3)   // expect: 5
// ---
twice(n) int n; { return 2 * n; }
twice(4)   // expect: 8
// ---
answer() { return 42; }
answer()   // expect: 42
