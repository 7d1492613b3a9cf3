// tests/cells/errors_in_old_function.c - a macro's error in an older cell is told in that cell's lines
#define VALUE 1
int f(void)
{
    return VALUE;
}
// ---
#define VALUE nothing_known
// expect stderr: In[1]:4: error: 'nothing_known' undeclared
