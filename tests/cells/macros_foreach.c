// tests/cells/macros_foreach.c - macros that stand for the head of a loop, one in the other
#define foreach(i, n) for (int i = 0; i < (n); i++)
int s = 0;
foreach (i, 3)
    foreach (j, 3)
        s++;
int t = s;
t   // expect: 9
// ---
foreach (i, 3) {
    s++;
    s++;
}
int u = s;
u   // expect: 15
