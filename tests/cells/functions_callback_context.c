// tests/cells/functions_callback_context.c - a callback with a context pointer
typedef void visit_fn(int value, void *context);
void each(const int *values, int cnt, visit_fn *visit, void *context)
{
    while (cnt--)
        visit(*values++, context);
}
void add(int value, void *context) { *(int *)context += value; }
int sum = 0;
each((int[]){1, 2, 3}, 3, add, &sum);
sum   // expect: 6
