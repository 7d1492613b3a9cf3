// tests/cells/language_labels.c - computed goto, case ranges, labels at the top level
int run(const char *code)
{
    static void *const table[] = {&&stop, &&add, &&twice};
    static void *again[] = {&&stop};
    int n = 0;
    goto *table[(int)*code];
add:
    n++;
    goto *table[(int)*++code];
twice:
    n *= 2;
    goto *table[(int)*++code];
stop:
    return again[0] == &&stop ? n : -1;
}
run("\1\1\2\1")   // expect: 5
// ---
int i = 0;
again: i++;
if (i < 3) goto again;
switch (i) { case 1 ... 3: i += 10; break; default: i = 0; }
i   // expect: 13
