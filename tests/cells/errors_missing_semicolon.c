// tests/cells/errors_missing_semicolon.c - a missing semicolon
int f(void)
{
    int a = 1
    return a;   // expect error: In[1]:4: <or> In[1]:3:14: expected ';'
}
