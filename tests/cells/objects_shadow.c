// tests/cells/objects_shadow.c - a block's own object hides the session's
int n = 1;
{
    int n = 2;
    n++;
}
n   // expect: 1
// ---
int f(int n) { return n * 10; }
f(7) + n   // expect: 71
