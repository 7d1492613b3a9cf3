// tests/cells/statements_goto_out.c - jumps forwards, backwards and into blocks
int find(int wanted)
{
    int i, j;
    for (i = 0; i < 5; i++)
        for (j = 0; j < 5; j++)
            if (i * j == wanted)
                goto found;
    return -1;
found:
    return i * 10 + j;
}
find(6)   // expect: 23
// ---
int loops = 0;
again:
if (++loops < 4) goto again;
loops   // expect: 4
