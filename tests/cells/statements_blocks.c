// tests/cells/statements_blocks.c - nested blocks with objects of their own
int total = 0;
{
    int a = 1;
    {
        int a = 10;
        total += a;
    }
    total += a;
}
total   // expect: 11
