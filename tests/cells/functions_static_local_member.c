// tests/cells/functions_static_local_member.c - members and labels of a static local's name stay
int n = 1;
struct pair { int n; };
int f(void)
{
    static int n = 10;
    struct pair p = {.n = 5}, *q = &p;
    if (n > 10)
        goto n;
    n++;
n:
    return p.n + q->n + n;
}
f()   // expect: 21
